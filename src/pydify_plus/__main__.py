"""`python -m pydify_plus`, and the command `pydify-plus`."""

from __future__ import annotations

import sys
from importlib.util import find_spec

_NEEDED = ("platformdirs", "rich", "typer", "yaml")


def main() -> None:
    """Run the command line; without its extra, say what to install and leave with exit code 2."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        sys.stderr.write(
            f'pydify-plus needs {", ".join(missing)}, which the extra `cli` brings: pip install "pydify-plus[cli]"\n'
        )
        sys.exit(2)
    from pydify_plus.cli.root import app

    app(prog_name="pydify-plus")


if __name__ == "__main__":
    main()
