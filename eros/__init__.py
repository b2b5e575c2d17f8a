"""EROS: plans a page's mass-message week. Pure but for its command line."""

__version__ = "0.1.0"
