"""A clear word when the extra is not installed, before anything else of the package is imported."""

from __future__ import annotations

from importlib.util import find_spec

for needed in ("python_multipart", "starlette", "uvicorn"):
    if find_spec(needed) is None:
        raise ModuleNotFoundError(
            f'pydify_plus.testing needs {needed}, which comes with the extra: pip install "pydify-plus[testing]"',
            name=needed,
        )
