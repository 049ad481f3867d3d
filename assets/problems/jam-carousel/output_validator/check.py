"""Output validator: exit code 42 for an order that is right, or for a right `impossible`; 43 for anything else.

Called as INPUT ANSWER FEEDBACK_FOLDER. Every order is checked by itself; the answer only tells whether there is one.
"""
import sys

SHOWN = 40


def refuse(folder, message):
    with open(folder + "judgemessage.txt", "w") as file:
        file.write(message + "\n")
    sys.exit(43)


def fault(message):
    print(message, file=sys.stderr)
    sys.exit(1)


def short(word):
    return word if len(word) <= SHOWN else word[:SHOWN] + "..."


def complaint(words, counts):
    """Say what is wrong with an order, or nothing."""
    jars = sum(counts)
    seen = [0] * (len(counts) + 1)
    order = []
    for place, word in enumerate(words[: jars + 1], start=1):
        if not (word.isascii() and word.isdecimal() and len(word) <= 9 and 1 <= int(word) <= len(counts)):
            return f"word {place} is no kind of jam: {short(word)}"
        order.append(int(word))
        seen[order[-1]] += 1
    for kind, count in enumerate(counts, start=1):
        if seen[kind] != count:
            return f"kind {kind} has {count} jars, {seen[kind]} are on the shelf"
    if len(words) != jars:
        return f"there are {jars} jars, not {len(words)}"
    for place, kind in enumerate(order):
        if jars > 1 and kind == order[place - 1]:
            before = place or jars
            return f"jars {before} and {place + 1} are neighbours and both of kind {kind}"
    return ""


def main():
    question, answer, folder = sys.argv[1:4]
    with open(question) as file:
        counts = [int(word) for word in file.read().split()[1:]]
    with open(answer, errors="replace") as file:
        wanted = file.read().split()
    words = sys.stdin.buffer.read().decode("utf-8", "replace").split()
    if not wanted:
        fault("there is no answer, so nobody knows whether there is an order")
    if words[:1] == ["impossible"]:
        if len(words) > 1:
            refuse(folder, "more is printed after impossible")
        if wanted != ["impossible"]:
            refuse(folder, "impossible, but there is an order")
        sys.exit(42)
    if not words:
        refuse(folder, "nothing is printed")
    wrong = complaint(words, counts)
    if wrong:
        refuse(folder, wrong)
    if wanted == ["impossible"]:
        fault("the answer says impossible, but here is an order")
    sys.exit(42)


main()
