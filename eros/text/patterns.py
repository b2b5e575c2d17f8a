"""A page's own text patterns, matched in linear time (RE2)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

from eros.errors import ConfigurationError

__all__ = ["compile_patterns", "first_match"]


@lru_cache(maxsize=256)
def compile_patterns(patterns: tuple[str, ...]) -> tuple[Any, ...]:
    """The patterns, compiled without regard to case; raises ConfigurationError naming the first bad one."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    compiled = []
    for pattern in patterns:
        try:
            compiled.append(re2.compile(pattern, options))
        except re2.error as error:
            raise ConfigurationError(
                f"The restriction pattern {pattern!r} is no valid RE2 expression ({error.args[0].decode()}). "
                "Correct it; look-around and back-references do not exist there."
            ) from error
    return tuple(compiled)


def first_match(text: str, patterns: tuple[str, ...]) -> str | None:
    """The first of `patterns` found anywhere in `text`, None when there is none."""
    if not patterns:
        return None
    for pattern, compiled in zip(patterns, compile_patterns(patterns), strict=True):
        if compiled.search(text) is not None:
            return pattern
    return None
