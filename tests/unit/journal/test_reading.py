"""What a reader makes of a journal that is torn, damaged, or newer than itself."""

from __future__ import annotations

import msgspec
import pytest

from engine.errors import JournalError
from engine.events.codec import Entry, Unknown, decode_entry, decode_from_engine, encode
from engine.events.run import Paused
from engine.journal import FileJournal, read_journal
from engine.journal.reader import read_started, whole_length
from engine.projections.board import fold


def test_a_journal_torn_at_every_byte_keeps_whole_lines_only(journal_lines, tmp_path):
    data = b"".join(journal_lines)
    whole = [decode_entry(line) for line in journal_lines]
    ends = [0]
    for line in journal_lines:
        ends.append(ends[-1] + len(line))
    for length in range(len(data) + 1):
        kept = whole_length(data[:length])
        assert kept == max(end for end in ends if end <= length)
    path = tmp_path / "journal.jsonl"
    for length in range(ends[1], len(data) + 1, 37):
        path.write_bytes(data[:length])
        assert list(read_journal(path)) == whole[: sum(end <= length for end in ends) - 1]


def test_an_engine_cuts_the_torn_line_off_and_goes_on(journal_lines, tmp_path):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b"".join(journal_lines[:4]) + journal_lines[4][:-9])
    journal = FileJournal(path)
    assert len(journal.entries) == 4
    journal.append(Paused())
    journal.close()
    assert path.read_bytes().startswith(b"".join(journal_lines[:4]))
    assert [entry.seq for entry in read_journal(path)] == [1, 2, 3, 4, 5]


def test_a_last_line_of_garbage_is_torn_too(journal_lines, tmp_path):
    """After a power cut a file may end in zeros, or in half a line that a line end follows."""
    path = tmp_path / "journal.jsonl"
    for tail in (b"\0" * 64, b"\0" * 64 + b"\n", journal_lines[3][:20] + b"\n", b"\n"):
        path.write_bytes(b"".join(journal_lines[:3]) + tail)
        assert len(read_journal(path)) == 3


@pytest.mark.parametrize("damage", [b"{", b"", b'{"type":"entry","seq":3}', b"\xff\xfe", b"null"])
def test_a_damaged_line_before_the_last_is_named(journal_lines, tmp_path, damage):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b"".join([*journal_lines[:2], damage + b"\n", *journal_lines[3:]]))
    with pytest.raises(JournalError, match=r"line 3 is damaged.*first 2 lines"):
        read_journal(path)
    with pytest.raises(JournalError, match="line 3 is damaged"):
        FileJournal(path)
    assert path.read_bytes().startswith(b"".join(journal_lines[:2])), "a reader must not touch a damaged file"


def test_a_known_event_with_a_wrong_field_is_damage_and_not_unknown(journal_lines, tmp_path):
    path = tmp_path / "journal.jsonl"
    wrong = b'{"type":"entry","seq":2,"at":1.0,"event":{"type":"text_stored","digest":1,"text":"x"}}\n'
    path.write_bytes(b"".join([journal_lines[0], wrong, *journal_lines[2:]]))
    with pytest.raises(JournalError, match="line 2"):
        read_journal(path)


def test_line_ends_within_texts_are_no_lines(tmp_path, journal_lines):
    """U+2028, U+0085 and a lone carriage return end lines in Python, not in a journal."""
    from engine.events.calls import TextStored

    text = "a\u2028b\x85c\rd\x1ce\n"
    path = tmp_path / "journal.jsonl"
    path.write_bytes(journal_lines[0] + encode(Entry(2, 1.0, TextStored("x", text))))
    assert read_journal(path)[1].event.text == text


def test_a_newer_schema_is_refused(journal_lines, tmp_path):
    path = tmp_path / "journal.jsonl"
    first = msgspec.json.decode(journal_lines[0])
    first["event"]["schema"] = 2
    path.write_bytes(msgspec.json.encode(first) + b"\n" + journal_lines[1])
    for read in (read_journal, read_started):
        with pytest.raises(JournalError, match=r"newer version .*schema 2.*Upgrade"):
            read(path)


def test_an_unknown_event_is_kept_and_passed_over(journal_lines, tmp_path):
    path = tmp_path / "journal.jsonl"
    new = b'{"type":"entry","seq":3,"at":1.0,"event":{"type":"brain_scanned","depth":[1,2]}}\n'
    path.write_bytes(b"".join([*journal_lines[:2], new, *journal_lines[3:]]))
    entries = read_journal(path)
    assert entries[2].event == Unknown('{"type":"brain_scanned","depth":[1,2]}')
    assert len(entries) == len(journal_lines)
    assert fold(entries).seq == len(journal_lines)
    assert decode_from_engine(new) == entries[2]


def test_new_fields_of_a_known_event_are_ignored():
    entry = decode_entry(b'{"type":"entry","seq":1,"at":1.0,"event":{"type":"paused","mood":"calm"},"more":1}')
    assert entry.event == Paused()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "holds no event"), (b"torn", "holds no event"), (encode(Entry(1, 0.0, Paused())), "does not begin")],
)
def test_what_is_no_journal_is_refused(tmp_path, content, words):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(content)
    for read in (read_journal, read_started):
        with pytest.raises(JournalError, match=words):
            read(path)


def test_which_run_it_is_stands_in_the_first_line_alone(tmp_path, journal_lines):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(journal_lines[0] + b"damaged\n" * 3)
    assert read_started(path) == decode_entry(journal_lines[0]).event
    path.write_bytes(b"damaged\n" + journal_lines[1])
    with pytest.raises(JournalError, match="line 1 is damaged"):
        read_started(path)


def test_a_missing_journal_is_an_error_in_words(tmp_path):
    with pytest.raises(JournalError, match="No such file"):
        read_journal(tmp_path / "journal.jsonl")
    with pytest.raises(JournalError, match="cannot be opened"):
        FileJournal(tmp_path / "nowhere" / "journal.jsonl")


def test_every_event_survives_the_wire(journal_lines):
    kinds = set()
    for line in journal_lines:
        entry = decode_entry(line)
        assert encode(entry) == line
        assert decode_from_engine(line) == entry
        kinds.add(type(entry.event).__name__)
    assert len(kinds) > 15
