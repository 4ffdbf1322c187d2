from __future__ import annotations

from ..types import View


class WebAppSettings(View):
    """Settings of an app's web page."""

    title: str
    """The page's title."""
    chat_color_theme_inverted: bool
    """Whether that colour is inverted."""
    icon_type: str
    """`emoji` or `image`."""
    icon: str
    """The emoji, or the image's file id."""
    icon_background: str
    """Background colour of the icon, such as `#FFEAD5`."""
    custom_disclaimer: str
    """Disclaimer; may be empty."""
    default_language: str
    """Language code of the page."""
    show_workflow_steps: bool
    """Whether the page shows a run's steps."""
    use_icon_as_answer_icon: bool
    """Whether answers are shown with the app's icon."""
    chat_color_theme: str | None
    """Colour of the chat."""
    icon_url: str | None
    """Address of the icon when it is an image."""
    description: str | None
    """What the page says about the app."""
    copyright: str | None
    """Copyright line."""
    privacy_policy: str | None
    """Address of the privacy policy."""
    input_placeholder: str | None
    """Text in the empty input box."""

    _fields = {
        "title": "title",
        "chat_color_theme_inverted": "chat_color_theme_inverted",
        "icon_type": "icon_type",
        "icon": "icon",
        "icon_background": "icon_background",
        "custom_disclaimer": "custom_disclaimer",
        "default_language": "default_language",
        "show_workflow_steps": "show_workflow_steps",
        "use_icon_as_answer_icon": "use_icon_as_answer_icon",
        "chat_color_theme": "chat_color_theme",
        "icon_url": "icon_url",
        "description": "description",
        "copyright": "copyright",
        "privacy_policy": "privacy_policy",
        "input_placeholder": "input_placeholder",
    }
    _required = frozenset(
        {
            "title",
            "chat_color_theme_inverted",
            "icon_type",
            "icon",
            "icon_background",
            "custom_disclaimer",
            "default_language",
            "show_workflow_steps",
            "use_icon_as_answer_icon",
        }
    )
