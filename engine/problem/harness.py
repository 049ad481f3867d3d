"""Calls a solution's function with arguments from standard input, and prints its result; both are JSON.

This file is not imported here: `engine.problem.function` makes a program of it, by a last line with the solution's
text, that is run where untrusted programs run. What the solution prints goes to standard error, so that it can spoil no
result.
"""

import bisect
import collections
import functools
import heapq
import itertools
import json
import linecache
import math
import operator
import os
import random
import re
import string
import sys
import traceback
import types
import typing

_SOLUTION = "solution.py"
_DEEPEST = 300_000
"""Calls within each other; an endless recursion ends here, before time and memory do."""
_STEPS_SHOWN = 30
_quoted, _loads, _exit, _write = json.encoder.encode_basestring, json.JSONDecoder().decode, os._exit, os.write
_names_of_floats = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}


class TreeNode:
    """A binary tree, as LeetCode declares it."""

    def __init__(self, val=0, left=None, right=None):
        """Make a node."""
        self.val, self.left, self.right = val, left, right


class ListNode:
    """A linked list, as LeetCode declares it."""

    def __init__(self, val=0, next=None):
        """Make a node."""
        self.val, self.next = val, next


def _node(kinds, name, value):
    """Make a node of the solution's own class, where it declares one."""
    node = kinds[name](value)
    for link in ("left", "right") if name == "TreeNode" else ("next",):
        setattr(node, link, None)
    return node


def _tree(values, kinds):
    """Build a tree from its values, level by level; null is no node."""
    if not values or values[0] is None:
        return None
    rest = iter(values[1:])
    root = _node(kinds, "TreeNode", values[0])
    level = collections.deque([root])
    while level:
        node = level.popleft()
        for side in ("left", "right"):
            value = next(rest, None)
            if value is not None:
                setattr(node, side, _node(kinds, "TreeNode", value))
                level.append(getattr(node, side))
    return root


def _linked(values, kinds):
    root = None
    for value in reversed(values or []):
        node = _node(kinds, "ListNode", value)
        node.next, root = root, node
    return root


def _given(value, kind, kinds):
    """Turn an argument into what the function expects."""
    if kind.startswith("["):
        return [_given(item, kind[1:-1], kinds) for item in value]
    if kind in ("tree", "list"):
        return (_tree if kind == "tree" else _linked)(value, kinds)
    return {"tuple": tuple, "set": set}.get(kind, lambda same: same)(value)


def _written(value, kind=""):
    """Write a result as JSON, by means that no solution can have changed."""
    if value is None:
        return "[]" if kind in ("tree", "list") else "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(str.__str__(value))
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return _names_of_floats.get(float.__repr__(value), float.__repr__(value))
    if isinstance(value, dict):
        return "{%s}" % ", ".join(f"{_key(key)}: {_written(item)}" for key, item in value.items())
    if hasattr(value, "val") and hasattr(value, "left") and hasattr(value, "right"):
        return _written(_levels(value))
    if hasattr(value, "val") and hasattr(value, "next"):
        return _written(_chain(value))
    if isinstance(value, (set, frozenset)):
        value = _in_order(value)
    if hasattr(value, "__iter__") and not isinstance(value, (bytes, bytearray)):
        return "[%s]" % ", ".join([_written(item, kind[1:-1]) for item in value])
    for number in (operator.index, float):  # of other libraries, Fraction, Decimal
        try:
            return _written(number(value))
        except (TypeError, ValueError):
            continue
    raise TypeError(f"a result of type {type(value).__name__} is not JSON serializable")


def _key(key):
    return _quoted(key) if isinstance(key, str) else _quoted(_written(key))


def _in_order(values):
    try:
        return sorted(values)
    except TypeError:
        return sorted(values, key=lambda value: (type(value).__name__, repr(value)))


def _levels(root):
    values, level, seen = [], collections.deque([root]), set()
    while level:
        node = level.popleft()
        values.append(None if node is None else node.val)
        if node is not None:
            if id(node) in seen:
                raise ValueError("the tree leads back into itself")
            seen.add(id(node))
            level.extend((node.left, node.right))
    while values and values[-1] is None:
        values.pop()
    return values


def _chain(node):
    values, seen = [], set()
    while node is not None:
        if id(node) in seen:
            raise ValueError("the linked list leads back into itself")
        seen.add(id(node))
        values.append(node.val)
        node = node.next
    return values


def _names():
    """What solutions find without importing it."""
    known = dict(vars(typing))
    for module in (bisect, collections, functools, heapq, itertools, math, random, re, string):
        known[module.__name__] = module
        known.update({name: value for name, value in vars(module).items() if not name.startswith("_")})
    known.update(TreeNode=TreeNode, ListNode=ListNode, pow=pow, inf=math.inf, __name__="solution", __file__=_SOLUTION)
    return known


def _solve(settings, text, source):
    solution = types.ModuleType("solution")
    sys.modules["solution"] = solution  # where dataclasses look for the names in their annotations
    known = vars(solution)
    known.update(_names())
    exec(settings["helpers"], known)
    exec(compile(source, _SOLUTION, "exec", dont_inherit=True), known)
    owner = settings["owner"]
    function = getattr(known[owner](), settings["name"]) if owner else known[settings["name"]]
    values = [_loads(line) for line in text.split("\n") if line.strip()]
    arguments = [_given(value, kind, known) for value, kind in zip(values, settings["parameters"])]
    result = function(*arguments)
    if settings["in_place"] and arguments:
        return _written(arguments[0], settings["parameters"][0])
    return _written(result, settings["result"])


def _main(settings, source):
    channel = os.dup(1)
    os.dup2(2, 1)
    sys.setrecursionlimit(_DEEPEST)
    linecache.cache[_SOLUTION] = (len(source), None, source.splitlines(True), _SOLUTION)
    text = sys.stdin.read()
    try:
        said = _solve(settings, text, source)
    except BaseException as error:
        _show(error)
        return 1
    data = (said + "\n").encode("utf-8", "backslashreplace")  # a lone surrogate becomes its escape, as JSON has it
    while data:
        data = data[_write(channel, data) :]
    return 0


def _show(error):
    """Show a traceback of the solution's own lines, the last ones of a deep one."""
    steps, step = [], error.__traceback__
    while step:
        steps.append(step)
        step = step.tb_next
    own = [at for at, step in enumerate(steps) if step.tb_frame.f_code.co_filename == _SOLUTION]
    trace = steps[max(own[0], len(steps) - _STEPS_SHOWN)] if own else None
    if isinstance(error, SystemExit):
        print("The solution ended the program; it must return its result.", file=sys.stderr)
    traceback.print_exception(type(error), error, trace)


def _end(status):
    """End as the interpreter would, without waiting for what the solution may have started."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    _exit(status)
