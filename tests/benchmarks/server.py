"""The server against the smallest one of the same SDK: python -m tests.benchmarks.server [DATABASE].

Prints ratios: start to first reply, latency of every tool that reads, resident memory. Without DATABASE the demo is made.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from database.demo import create_demo
from mcp_server.registry import tools
from tests.mcp_client import usual_arguments
from tests.mcp_wire import HELLO, OURS, Wire, call, request, wired

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BARE = (sys.executable, str(Path(__file__).with_name("bare_server.py")))
STARTS = 20
CALLS = 100


def started(command: Sequence[str], environ: Mapping[str, str]) -> tuple[float, float]:
    """Seconds from start to the reply to initialize, and on to the tools' list."""
    begin = perf_counter()
    with wired(environ, command) as wire:
        wire.ask(HELLO)
        first = perf_counter()
        wire.ask(request(1, "tools/list"))
        return first - begin, perf_counter() - begin


def latencies(wire: Wire, name: str, arguments: Mapping[str, object], count: int) -> list[float]:
    """Seconds of each of `count` calls, the first one (imports) left out."""
    seconds = []
    for number in range(count + 1):
        begin = perf_counter()
        answer = wire.ask(call(number, name, **arguments))
        seconds.append(perf_counter() - begin)
        assert not answer["result"]["isError"], answer
    return sorted(seconds[1:])


def resident(wire: Wire) -> float:
    """Megabytes of the process."""
    pages = Path(f"/proc/{wire.process.pid}/statm").read_text("ascii").split()[1]
    return int(pages) * 4096 / 1e6


def shares(seconds: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds."""
    return 1000 * statistics.median(seconds), 1000 * seconds[int(0.95 * (len(seconds) - 1))]


def main(database: Path) -> None:
    """Print the tables."""
    environ = {"EROS_DATABASE_URL": str(database)}
    pairs = [(started(OURS, environ), started(BARE, environ)) for _ in range(STARTS)]
    for at, what in enumerate(("initialize", "tools/list")):
        took, least = (statistics.median(pair[side][at] for pair in pairs) for side in (0, 1))
        print(f"start to {what:12} {1000 * took:7.0f} ms  bare {1000 * least:7.0f} ms  ratio {took / least:.2f}")
    with ExitStack() as stack:
        ours, bare = (stack.enter_context(wired(environ, command)) for command in (OURS, BARE))
        ours.greet()
        bare.greet()
        fresh = resident(ours), resident(bare)
        base = shares(latencies(bare, "bare", {}, 5 * CALLS))
        print(
            f"\n{'tool':26} {'p50 ms':>8} {'p95 ms':>8} {'ratio':>7}\n{'bare':26} {base[0]:8.2f} {base[1]:8.2f} {1:7.1f}"
        )
        for tool in tools().values():
            if tool.read_only:
                p50, p95 = shares(latencies(ours, tool.name, usual_arguments(tool.name), CALLS))
                print(f"{tool.name:26} {p50:8.2f} {p95:8.2f} {p50 / base[0]:7.1f}")
        print(f"\nmemory at rest {fresh[0]:.0f} MB, bare {fresh[1]:.0f} MB, ratio {fresh[0] / fresh[1]:.2f}; ", end="")
        print(f"after all calls {resident(ours):.0f} MB")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 1:
            main(Path(sys.argv[1]))
        else:
            create_demo(Path(folder) / "demo.db")
            main(Path(folder) / "demo.db")
