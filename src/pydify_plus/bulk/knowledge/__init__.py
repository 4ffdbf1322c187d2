"""A folder and a knowledge base: sync, download."""
