"""Values as JSON lines, exactly: a list is not a tuple, and what is no plain value is only named."""

import json
import sys

_MOST = 4_000_000
"""Characters of one line; a larger value is only named."""
_dumps, _loads = json.JSONEncoder().encode, json.JSONDecoder().decode
sys.set_int_max_str_digits(0)


class Other:
    """Stands for something that is no plain value; equal to nothing."""

    def __init__(self, kind):
        """Remember what it was."""
        self.kind = kind

    def __eq__(self, other):
        return False

    def __hash__(self):
        return 0

    def __repr__(self):
        return f"<{self.kind}>"


_PLAIN = (("list", list), ("tuple", tuple), ("set", set), ("frozenset", frozenset))


def _packed(value):
    """Give a value as lists that JSON can write; the first item names the kind."""
    if value is None or value is True or value is False:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        return float.__float__(value)
    for kind, type_ in _PLAIN:
        if isinstance(value, type_):
            return [kind, [_packed(item) for item in type_.__iter__(value)]]
    if isinstance(value, dict):
        return ["dict", [[_packed(key), _packed(item)] for key, item in dict.items(value)]]
    if isinstance(value, (bytes, bytearray)):
        return ["bytes", bytes(value).hex()]
    if isinstance(value, complex):
        return ["complex", [value.real, value.imag]]
    return ["other", type(value).__name__]


def _unpacked(value):
    """Give the value back."""
    if not isinstance(value, list):
        return value
    kind, items = value
    if kind == "dict":
        return {_unpacked(key): _unpacked(item) for key, item in items}
    if kind == "bytes":
        return bytes.fromhex(items)
    if kind == "complex":
        return complex(*items)
    if kind == "other":
        return Other(items)
    return dict(_PLAIN)[kind](_unpacked(item) for item in items)
