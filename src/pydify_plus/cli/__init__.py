"""The command line `pydify-plus`, which the extra `cli` brings. Nothing of the client imports it."""
