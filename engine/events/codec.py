"""The wire: one JSON object a line, in the journal and on the socket alike."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from engine.events.calls import CallEvent, Delta
from engine.events.capabilities import CapabilityAsked
from engine.events.commands import Acknowledged, Command, Refused, Subscribe
from engine.events.executions import ExecutionEvent
from engine.events.methods import MethodEvent
from engine.events.overrides import OverrideEvent
from engine.events.run import RunEvent
from engine.events.samples import SampleEvent
from engine.events.selection import SelectionEvent


class Unknown(Struct, frozen=True, tag="unknown"):
    """An event of a newer version of this program, kept as it stands."""

    raw: str


Event = (
    RunEvent
    | OverrideEvent
    | CapabilityAsked
    | CallEvent
    | ExecutionEvent
    | SampleEvent
    | SelectionEvent
    | MethodEvent
    | Unknown
)
"""Every event that there is; each topic lists its own."""


class Entry(Struct, frozen=True, tag="entry"):
    """One line of a journal: an event with its number (1, 2, ...) and its time (seconds since 1970)."""

    seq: int
    at: float
    event: Event


class _RawEntry(Struct, frozen=True, tag="entry"):
    seq: int
    at: float
    event: msgspec.Raw


class _Tag(Struct, frozen=True):
    type: str


FromEngine = Entry | Delta | Acknowledged | Refused
ToEngine = Subscribe | Command

_encoder = msgspec.json.Encoder()
_entry = msgspec.json.Decoder(Entry)
_raw_entry = msgspec.json.Decoder(_RawEntry)
_tag = msgspec.json.Decoder(_Tag)
_from_engine: msgspec.json.Decoder[FromEngine] = msgspec.json.Decoder(FromEngine)
_to_engine: msgspec.json.Decoder[ToEngine] = msgspec.json.Decoder(ToEngine)
_known_tags = {kind.__struct_config__.tag for kind in Event.__args__}


def encode(message: Struct) -> bytes:
    """One line, with its line end."""
    return _encoder.encode(message) + b"\n"


def decode_entry(line: bytes) -> Entry:
    """Read one line of a journal.

    Raises:
        msgspec.DecodeError: the line is torn or no entry. Its subclass ValidationError: a known event has a
            field of the wrong type.
    """
    try:
        return _entry.decode(line)
    except msgspec.ValidationError:
        raw = _raw_entry.decode(line)
        if _tag.decode(raw.event).type in _known_tags:
            raise
        return Entry(raw.seq, raw.at, Unknown(bytes(raw.event).decode()))


def decode_from_engine(line: bytes) -> FromEngine:
    """Read one line that an engine sent to a view; an event of a newer version becomes Unknown."""
    try:
        return _from_engine.decode(line)
    except msgspec.ValidationError:
        return decode_entry(line)


def decode_to_engine(line: bytes) -> ToEngine:
    """Read one line that a view sent to an engine. Raises msgspec.DecodeError."""
    return _to_engine.decode(line)
