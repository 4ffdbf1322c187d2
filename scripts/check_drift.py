#!/usr/bin/env python3
"""Compare `openapi/dify.yaml` with another description of the same API, and the differences with `openapi/drift.yaml`.

    scripts/check_drift.py https://dify.example/v1/swagger.json
    scripts/check_drift.py published.json --stubs    # entries to put below a section's `differences` of drift.yaml

The other description is a file or URL: OpenAPI 3.0 or 3.1, or Swagger 2.0, as JSON or YAML. Both are flattened to
`{location: facts}`, and the two compared. `added` means that only the other has it, `removed` that only ours does.
What lies below a location that one side lacks or leaves open is not listed again.

Exit status: 0 when `drift.yaml` lists exactly the differences found, 1 when it lacks one or lists one that does not
exist any more, 2 when something cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pydify_plus._drift.reading import Unreadable
from pydify_plus._drift.report import as_json, as_stubs, as_text, examine

OPENAPI = Path(__file__).resolve().parents[1] / "openapi"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", help="file or URL of the other description")
    parser.add_argument("--ours", default=str(OPENAPI / "dify.yaml"), help="our description (openapi/dify.yaml)")
    parser.add_argument("--known", default=str(OPENAPI / "drift.yaml"), help="the list (openapi/drift.yaml)")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--all", action="store_true", help="print the listed differences too")
    form.add_argument("--json", action="store_true", help="print everything as JSON")
    form.add_argument("--stubs", action="store_true", help="print entries for what is not listed, reasons to be added")
    options = parser.parse_args(arguments)
    try:
        report = examine(options.other, ours=options.ours, known=options.known)
    except Unreadable as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(as_json(report))
    elif options.stubs:
        print(as_stubs(report), end="")
    else:
        print(as_text(report, with_listed=options.all))
    return 0 if report.agrees else 1


if __name__ == "__main__":
    sys.exit(main())
