"""What a text says and how it is written."""
