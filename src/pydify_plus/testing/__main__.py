"""`python -m pydify_plus.testing serve`"""

from __future__ import annotations

import sys

from . import _extra as _extra
from .serving import main

sys.exit(main())
