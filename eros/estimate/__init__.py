"""History into numbers, each with n and an interval."""
