"""The MCP edge: tools over the store and the use cases."""
