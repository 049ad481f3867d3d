"""The `sstar` command: which act each word names, and the exit status that it ends with."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from engine.diagnosis import LOG_VARIABLE, begin_log, report_crash
from engine.errors import JournalError, SStarError
from tui import machine
from tui.commands import comparing, keeping, telling, watching
from tui.options import parser
from tui.status import DISK, FAULT, INTERRUPTED, USAGE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read a command line; ends the process, with the usage, where it makes no sense.

    An order may be empty, so argparse gives the words behind an option, as in `do RUN --dry-run decide M1`, to nobody.
    """
    root = parser()
    parsed, rest = root.parse_known_args(arguments)
    if rest and (parsed.command != "do" or any(word.startswith("--") for word in rest)):
        root.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        parsed.words = [*parsed.words, *rest]
    return parsed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the result is the exit status."""
    with contextlib.suppress(AttributeError):
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    command = ""
    try:
        parsed = parse(arguments)
        command = parsed.command
        if log := getattr(parsed, "log", None):
            os.environ[LOG_VARIABLE] = str(log.absolute())  # the engines that this command starts read it as well
        begin_log("view", to_stderr=False)
        status = ACTS[parsed.command](parsed)
        sys.stdout.flush()  # here a reader that has left can still be noticed
        return status  # noqa: TRY300 - flushing belongs to the attempt
    except JournalError as error:
        _complain(error)
        return DISK
    except SStarError as error:
        _complain(error)
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - a fault of ours, whatever it is
        sys.stderr.write(f"sstar: {report_crash(error, f'sstar {command}')}\n")
        return FAULT


def _complain(error: SStarError) -> None:
    sys.stderr.write(f"sstar: {error}\n")


ACTS = {
    "home": watching.home,
    "demo": watching.solve,
    "solve": watching.solve,
    "new": keeping.new,
    "edit": keeping.edit,
    "fork": watching.fork,
    "resume": watching.resume,
    "attach": watching.attach,
    "replay": watching.replay,
    "do": watching.do,
    "why": telling.why,
    "grade": watching.grade,
    "diff": telling.diff,
    "report": telling.report,
    "export": keeping.export,
    "import": keeping.import_,
    "delete": keeping.delete,
    "runs": telling.runs,
    "problems": telling.problems,
    "compare": comparing.compare,
    "bench": comparing.bench,
    "locate": telling.locate,
    "config show": machine.show_config,
    "config edit": machine.edit_config,
    "config path": machine.path_config,
    "config set": machine.set_config,
    "config unset": machine.set_config,
    "keys set": machine.set_key,
    "keys list": machine.list_keys,
    "keys path": machine.path_keys,
    "keys remove": machine.remove_key,
    "models": machine.models,
    "strategies": machine.strategies,
    "completion": machine.completion,
    "doctor": machine.doctor,
}

if __name__ == "__main__":
    sys.exit(main())
