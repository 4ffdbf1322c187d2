"""Batch runs: an app for each row of a table."""
