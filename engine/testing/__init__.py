"""Tools for testing strategies and steps: a loop with a virtual clock, and a toy problem with scripted players."""

from __future__ import annotations

from engine.testing.loop import SimLoop, simulate
from engine.testing.toy import ToyRun

__all__ = ["SimLoop", "ToyRun", "simulate"]
