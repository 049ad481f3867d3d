"""Prime numbers, where a problem wants its inputs to be such."""

from __future__ import annotations

from itertools import chain

_FAR = 2_000  # no two neighbouring primes below 10^18 are further apart
_BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)


def is_prime(number: int) -> bool:
    """Tell whether a number is prime; right below 3·10^24 (Sorenson & Webster 2015), and most likely above."""
    if number < 2:
        return False
    for base in _BASES:
        if number % base == 0:
            return number == base
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    return all(_passes(number, base, odd, twos) for base in _BASES)


def _passes(number: int, base: int, odd: int, twos: int) -> bool:
    """One round of Miller and Rabin's test."""
    power = pow(base, odd, number)
    if power in {1, number - 1}:
        return True
    for _ in range(twos - 1):
        power = power * power % number
        if power == number - 1:
            return True
    return False


def prime_near(value: int, low: int, high: int) -> int:
    """Give the nearest prime below or at a value, else above it, within the bounds; without any, the value itself."""
    down, up = range(value, max(low, value - _FAR) - 1, -1), range(value + 1, min(high, value + _FAR) + 1)
    return next((number for number in chain(down, up) if is_prime(number)), value)
