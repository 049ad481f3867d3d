"""The exit statuses of `sstar`; the README and --help say what they mean."""

from typing import Final

OK: Final = 0
FAULT: Final = 1
USAGE: Final = 2
BEST_EFFORT: Final = 3
BUDGET: Final = 4
DISK: Final = 74
INTERRUPTED: Final = 130
