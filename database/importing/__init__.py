"""Files of messages, captions and vaults into the database."""
