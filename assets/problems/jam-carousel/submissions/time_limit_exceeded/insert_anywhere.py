def main():
    input()
    counts = list(map(int, input().split()))
    n = sum(counts)
    if n > 1 and 2 * max(counts) > n:
        print("impossible")
        return
    left = dict(enumerate(counts, start=1))
    first = max(left, key=left.get)
    order = []
    for _ in range(n):
        best = None
        for kind, count in left.items():
            if order and kind == order[-1]:
                continue
            if best is None or (count, kind == first) > (left[best], best == first):
                best = kind
        order.append(best)
        left[best] -= 1
        if not left[best]:
            del left[best]
    print(*order)


main()
