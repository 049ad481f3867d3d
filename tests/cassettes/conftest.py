"""The modules of this folder, and of tests/servers, can be imported by their names."""

from __future__ import annotations

import sys
from pathlib import Path

for folder in ("cassettes", "servers"):
    sys.path.insert(0, str(Path(__file__).parents[1] / folder))
