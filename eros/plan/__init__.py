"""A problem into a week, one stage per module."""
