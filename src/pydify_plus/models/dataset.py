"""A knowledge base as the documented API names it."""

from __future__ import annotations

from pydify_plus_generated.models.dataset import Dataset


class DatasetResponse(Dataset):
    """A knowledge base. Usually made from an answer; `DatasetResponse(**answer)` makes one from keywords."""
