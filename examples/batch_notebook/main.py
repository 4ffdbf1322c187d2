"""Runs the notebook from top to bottom and keeps it with its results: `python main.py`, with DIFY_BASE_URL and DIFY_API_KEY in the
environment. Or open batch_results.ipynb in Jupyter or an editor, and run it there.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("batch_results"), help="where the results go")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "reviews.csv", folder)
    notebook = nbformat.read(HERE / "batch_results.ipynb", as_version=4)
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(folder)}}).execute()
    nbformat.write(notebook, folder / "batch_results.ipynb")
    print(f"The notebook with its results: {folder / 'batch_results.ipynb'}")


if __name__ == "__main__":
    main()
