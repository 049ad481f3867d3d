n = int(input())
h = list(map(int, input().split()))
best = abs(h[0] - h[1]) + 1


def search(left, right):
    """Handles the huts left..right-1 and returns them sorted by height."""
    global best
    if right - left == 1:
        return [(h[left], left)]
    middle = (left + right) // 2
    huts = sorted(search(left, middle) + search(middle, right))
    strip = []
    for height, i in huts:
        if abs(i - middle) >= best:
            continue
        for k in range(len(strip) - 1, -1, -1):
            other, j = strip[k]
            if height - other >= best:
                break
            best = min(best, height - other + abs(i - j))
        strip.append((height, i))
    return huts


search(0, n)
print(best)
