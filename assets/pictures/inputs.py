"""Makes the pictures of assets/docs/inputs.md anew: `python assets/pictures/inputs.py [--to FOLDER]`.

As `tutorial.py` does, with the same run: what is known of which inputs are allowed, the inputs with their sources, and
how a distinguishing one was found and made small.
"""

from __future__ import annotations

import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from tutorial import RUN, pictures, sstar


def make(folder: Path) -> None:
    """Make every picture in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    sstar(*RUN)
    pictures(folder, "grammar", "3", "G")
    pictures(folder, "inputs", "3")
    pictures(folder, "evidence", "w", "down", "down", "down", "enter", "down", "enter")


def main() -> None:
    """Make the pictures."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent / "inputs", metavar="FOLDER")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"SSTAR_HOME": home, "SSTAR_CONFIG_DIR": f"{home}/config", "LC_ALL": "C.UTF-8"}
        os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        os.environ.pop("NO_COLOR", None)
        (Path(home) / "tour-was-seen").touch()
        make(options.to)


if __name__ == "__main__":
    main()
