"""The closed executor: fork servers in namespaces of their own, or without, where none can be had."""

from __future__ import annotations

from engine.execution.sandbox.executor import SandboxExecutor
from engine.execution.sandbox.tiers import GUARANTEES, Choice, Obstacle, choose_tier, self_test

__all__ = ["GUARANTEES", "Choice", "Obstacle", "SandboxExecutor", "choose_tier", "self_test"]
