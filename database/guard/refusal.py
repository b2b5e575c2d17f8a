"""Why a free query did not answer, as it travels between the processes."""

from __future__ import annotations

__all__ = ["Refusal"]


class Refusal(Exception):  # noqa: N818 - it never leaves the guard, which turns it into an ErosError
    """`kind` is one word for the log, the message a sentence for the caller with the way out."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind

    def as_dict(self) -> dict[str, str]:
        """As one process tells it to the other."""
        return {"refused": self.kind, "message": str(self)}
