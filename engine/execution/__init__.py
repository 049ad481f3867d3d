"""Everything that runs a program: the seam, the plain executor, and the double for tests."""

from __future__ import annotations

from engine.execution.plain import SubprocessExecutor
from engine.execution.protocol import Executor, Job
from engine.execution.scripted import Ended, ScriptedExecutor

__all__ = ["Ended", "Executor", "Job", "ScriptedExecutor", "SubprocessExecutor"]
