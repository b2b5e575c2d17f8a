"""A program handed to HiGHS: one thread, no presolve, nothing left to chance."""

from __future__ import annotations

from threading import local
from typing import TYPE_CHECKING

import highspy
import numpy as np

from eros.errors import SolverError

if TYPE_CHECKING:
    from eros.plan.solve.model import Arrays

__all__ = ["checked", "cost_scale", "emptied", "loaded", "run"]

LARGEST_COST = 20
"""The power of two below which costs reach HiGHS: its tolerances are absolute, and from 5e8 cents on it may end undecided."""
DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4
OPTIONS = (("output_flag", False), ("presolve", "off"), ("threads", 1), ("random_seed", 0))


def cost_scale(largest: float) -> float:
    """The power of two by which costs of at most this size are multiplied for HiGHS."""
    return float(np.exp2(LARGEST_COST - np.frexp(largest)[1]))


class _Kept(local):
    """One HiGHS of every thread."""

    def __init__(self) -> None:
        self.highs = _engine()


def _engine() -> highspy.Highs:
    highs = highspy.Highs()
    for name, value in OPTIONS:
        highs.setOptionValue(name, value)
    return highs


_KEPT = _Kept()


def loaded(arrays: Arrays, scale: float = 1.0, *, briefly: bool = False) -> highspy.Highs:
    """HiGHS with the linear relaxation of a maximisation, costs times `scale`; raises SolverError when it takes it not.

    A caller who needs it `briefly`, until the thread's next one does, gets the thread's own: it forgets the program before,
    and making another takes as long as dozens of pivots.
    """
    highs = _KEPT.highs if briefly else _engine()
    highs.setOptionValue("simplex_strategy", DUAL_SIMPLEX)
    a = arrays
    status = highs.passModel(
        len(a.cost),
        len(a.row_lower),
        len(a.index),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMaximize),
        0.0,
        a.cost * scale,
        a.lower,
        a.upper,
        a.row_lower,
        a.row_upper,
        a.start[:-1],
        a.index,
        a.value,
        np.zeros(len(a.cost), dtype=np.int32),  # every column continuous: the branching is ours
    )
    checked(status, "load")
    return highs


def emptied() -> highspy.Highs:
    """The thread's own HiGHS with a maximisation of nothing, to grow: new columns leave its point feasible."""
    highs = _KEPT.highs
    highs.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)
    checked(highs.clearModel(), "clear")
    checked(highs.changeObjectiveSense(highspy.ObjSense.kMaximize), "turn")
    return highs


def checked(status: object, step: str) -> None:
    """Raise SolverError where HiGHS could not take a step."""
    if status == highspy.HighsStatus.kError:
        raise SolverError(f"HiGHS failed to {step} the model.")


def run(highs: highspy.Highs, *, may_fail: bool = False) -> bool:
    """Solve what HiGHS holds: True at the optimum, False where nothing is feasible, which only one that `may_fail` may be.

    Where it ends otherwise it begins once more without its basis, which many pivots wear out; then raises SolverError.
    """
    wanted = highspy.HighsModelStatus.kOptimal
    decided = (wanted, highspy.HighsModelStatus.kInfeasible) if may_fail else (wanted,)
    checked(highs.run(), "solve")
    if highs.getModelStatus() not in decided:
        checked(highs.clearSolver(), "clear")
        checked(highs.run(), "solve")
    status = highs.getModelStatus()
    if status not in decided:
        raise SolverError(
            f"HiGHS ended with {highs.modelStatusToString(status)!r} on a model that must have an optimum."
        )
    return bool(status == wanted)
