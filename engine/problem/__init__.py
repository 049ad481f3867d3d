"""Problems: what a strategy sees of them, how outputs are compared, and the packages they are read from."""

from engine.problem.compare import Difference, first_difference, same_output
from engine.problem.kattis import read_package
from engine.problem.library import bundled, find
from engine.problem.model import MEBIBYTE, Limits, OutputRules, Problem, Program, SourceFile, Test, digest
from engine.problem.package import Package, SecretTest, Submission
from engine.problem.readable import readable_math

__all__ = [
    "MEBIBYTE",
    "Difference",
    "Limits",
    "OutputRules",
    "Package",
    "Problem",
    "Program",
    "SecretTest",
    "SourceFile",
    "Submission",
    "Test",
    "bundled",
    "digest",
    "find",
    "first_difference",
    "read_package",
    "readable_math",
    "same_output",
]
