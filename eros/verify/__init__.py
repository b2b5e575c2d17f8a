"""Whether a week's document is what it says: recomputed apart from the code that planned it."""
