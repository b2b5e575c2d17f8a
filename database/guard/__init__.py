"""Free queries, kept harmless: a statement is checked, then run by a process that may only read and can be killed."""
