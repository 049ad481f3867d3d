"""Program inputs as text: new ones by mutation of the public ones, and smaller ones; no model, no execution."""

from __future__ import annotations

from engine.inputs.broken import Broken, broken_inputs, broken_values
from engine.inputs.doubts import doubt_of
from engine.inputs.grammar import Grammar, learn, learning
from engine.inputs.growing import LENGTHS, LONGEST, VALUES, Growing
from engine.inputs.large_values import ValueGrowth
from engine.inputs.limits import Growth
from engine.inputs.mutation import Mutation, mutations
from engine.inputs.rules import FORMS, READING_FORMS, Complete, RuleError, read_rule, ruled
from engine.inputs.shrinking import size, smaller
from engine.inputs.thresholds import Edge, Number, Numbers, mates_of, search, written
from engine.inputs.tiny import tiny
from engine.inputs.validity import Finding, Judge, why_not_rule
from engine.inputs.value_rules import value_judge
from engine.inputs.values import smaller_values, value_mutations

__all__ = [
    "FORMS",
    "LENGTHS",
    "LONGEST",
    "READING_FORMS",
    "VALUES",
    "Broken",
    "Complete",
    "Edge",
    "Finding",
    "Grammar",
    "Growing",
    "Growth",
    "Judge",
    "Mutation",
    "Number",
    "Numbers",
    "RuleError",
    "ValueGrowth",
    "broken_inputs",
    "broken_values",
    "doubt_of",
    "learn",
    "learning",
    "mates_of",
    "mutations",
    "read_rule",
    "ruled",
    "search",
    "size",
    "smaller",
    "smaller_values",
    "tiny",
    "value_judge",
    "value_mutations",
    "why_not_rule",
    "written",
]
