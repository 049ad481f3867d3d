"""The forms of a report, apart from what writes them: every command line names them."""

from __future__ import annotations

from typing import Literal, get_args

Form = Literal["markdown", "html", "json"]
FORMS: tuple[Form, ...] = get_args(Form)
SUFFIXES: dict[str, Form] = {".md": "markdown", ".html": "html", ".json": "json"}
