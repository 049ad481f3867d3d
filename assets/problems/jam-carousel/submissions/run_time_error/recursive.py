def place(order, left, last, first):
    if not any(left.values()):
        return order
    kind = max((kind for kind in left if kind != last and left[kind]), key=lambda kind: (left[kind], kind == first))
    left[kind] -= 1
    return place(order + [kind], left, kind, first)


def main():
    input()
    counts = list(map(int, input().split()))
    n = sum(counts)
    if n > 1 and 2 * max(counts) > n:
        print("impossible")
        return
    left = dict(enumerate(counts, start=1))
    print(*place([], left, 0, max(left, key=left.get)))


main()
