"""Exports: what Dify keeps, as tables."""
