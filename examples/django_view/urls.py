from __future__ import annotations

from django.urls import path
from views import ask, stream

urlpatterns = [path("", ask, name="ask"), path("stream", stream, name="stream")]
