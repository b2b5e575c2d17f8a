"""Mending what `database.check` finds: backup first, one transaction, every row touched in a report."""

from __future__ import annotations

from database.repair.run import RepairReport, repair_database

__all__ = ["RepairReport", "repair_database"]
