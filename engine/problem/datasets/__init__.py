"""Files that hold a problem on each line, as JSON: LiveCodeBench, HumanEval, recorded samples.

A problem of a file is named `FILE#ID`. Nothing is unpacked to disk: the public part is read when the problem is
opened, and its secret tests from the same line when a program is graded, not before.
"""
