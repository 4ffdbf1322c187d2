from __future__ import annotations

from ..types import View


class DatasetIcon(View):
    """A knowledge base's icon; all null when it has none of its own."""

    icon_type: str | None
    """What `icon` is, such as `emoji`."""
    icon: str | None
    """The emoji, or the id of an image."""
    icon_background: str | None
    """Colour behind it, such as `#FFF4ED`."""
    icon_url: str | None
    """Address of the image."""

    _fields = {"icon_type": "icon_type", "icon": "icon", "icon_background": "icon_background", "icon_url": "icon_url"}
