"""Every HARD rule, once: read by planner, validator and reference page."""
