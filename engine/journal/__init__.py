"""One directory a run, one event a line: written once, read for ever."""

from engine.journal.directory import RunDirectory, RunLock
from engine.journal.reader import read_journal
from engine.journal.writer import FileJournal, Journal, MemoryJournal

__all__ = ["FileJournal", "Journal", "MemoryJournal", "RunDirectory", "RunLock", "read_journal"]
