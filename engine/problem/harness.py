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
import os
import random
import re
import string
import sys
import traceback
import typing

_SOLUTION = "solution.py"
_dumps, _loads, _exit, _write = json.dumps, json.loads, os._exit, os.write


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


def _tree(values):
    """Build a tree from its values, level by level; null is no node."""
    if not values or values[0] is None:
        return None
    rest = iter(values[1:])
    root = TreeNode(values[0])
    level = collections.deque([root])
    while level:
        node = level.popleft()
        for side in ("left", "right"):
            value = next(rest, None)
            if value is not None:
                setattr(node, side, TreeNode(value))
                level.append(getattr(node, side))
    return root


def _linked(values):
    root = None
    for value in reversed(values or []):
        root = ListNode(value, root)
    return root


def _given(value, kind):
    """Turn an argument into what the function expects."""
    if kind.startswith("["):
        return [_given(item, kind[1:-1]) for item in value]
    return {"tree": _tree, "list": _linked}.get(kind, lambda same: same)(value)


def _plain(value):
    """Turn a result into what JSON can say."""
    if hasattr(value, "left") and hasattr(value, "right") and hasattr(value, "val"):
        return _levels(value)
    if hasattr(value, "next") and hasattr(value, "val"):
        return _chain(value)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(_plain(item) for item in value)
    if isinstance(value, (list, tuple, collections.deque)) or hasattr(value, "__next__"):
        return [_plain(item) for item in value]
    return value


def _levels(root):
    values, level = [], collections.deque([root])
    while level:
        node = level.popleft()
        values.append(None if node is None else node.val)
        if node is not None:
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
    known = _names()
    exec(compile(source, _SOLUTION, "exec", dont_inherit=True), known)
    owner = settings["owner"]
    function = getattr(known[owner](), settings["name"]) if owner else known[settings["name"]]
    values = [_loads(line) for line in text.split("\n") if line.strip()]
    arguments = [_given(value, kind) for value, kind in zip(values, settings["parameters"])]
    result = function(*arguments)
    if result is None and settings["result"]:
        return []  # an empty tree or list
    return _plain(result)


def _main(settings, source):
    channel = os.dup(1)
    os.dup2(2, 1)
    sys.setrecursionlimit(1_000_000)
    linecache.cache[_SOLUTION] = (len(source), None, source.splitlines(True), _SOLUTION)
    text = sys.stdin.read()
    try:
        said = _dumps(_solve(settings, text, source), ensure_ascii=False)
    except BaseException as error:
        _show(error)
        return 1
    data = (said + "\n").encode("utf-8", "replace")
    while data:
        data = data[_write(channel, data) :]
    return 0


def _show(error):
    """Show a traceback of the solution's own lines."""
    trace = error.__traceback__
    while trace and trace.tb_frame.f_code.co_filename != _SOLUTION:
        trace = trace.tb_next
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
