"""Makes the pictures of assets/docs/inputs.md anew: `python assets/pictures/inputs.py [--to FOLDER]`.

As `tutorial.py` does, with the same run: what is known of which inputs are allowed, the inputs with their sources, and
how a distinguishing one was found and made small.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutorial import RUN, main, pictures, sstar

if TYPE_CHECKING:
    from pathlib import Path


def make(folder: Path) -> None:
    """Make every picture in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    sstar(*RUN)
    pictures(folder, "grammar", "3", "G")
    pictures(folder, "inputs", "3")
    pictures(folder, "evidence", "w", "slash", *"is by mutation", "enter")


if __name__ == "__main__":
    main(__doc__, "inputs", make)
