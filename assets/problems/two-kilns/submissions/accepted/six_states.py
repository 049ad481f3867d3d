import sys


def main():
    data = list(map(int, sys.stdin.read().split()))
    n, c = data[0], data[1]
    village = data[2:2 + n]
    lake = data[2 + n:2 + 2 * n]
    low = -10 ** 18
    # v0, v1, v2: tools in the village, that kiln was fired on the last 0, 1, 2 days
    v0 = l0 = 0
    v1 = v2 = l1 = l2 = low
    for x, y in zip(village, lake):
        best_v = max(v0, v1, v2)
        best_l = max(l0, l1, l2)
        v0, v1, v2, l0, l1, l2 = (
            best_v,
            max(v0, best_l - c) + x,
            v1 + x,
            best_l,
            max(l0, best_v - c) + y,
            l1 + y,
        )
    print(max(v0, v1, v2, l0, l1, l2))


main()
