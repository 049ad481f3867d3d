def read_bookings(n):
    result = []
    for _ in range(n):
        a, b = map(int, input().split())
        result.append((a, b))
    return sorted(result)


def main():
    minutes, n = map(int, input().split())
    bookings = read_bookings(n)
    if n == 0:
        print(minutes, 1)
        return
    if n == 1:
        a, b = bookings[0]
        print(max(a - 1, minutes - b), 1)
        return

    merged = [list(bookings[0])]
    for a, b in bookings[1:]:
        if a <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], b)
        else:
            merged.append([a, b])

    gaps = [merged[0][0] - 1, minutes - merged[-1][1]]
    for i in range(1, len(merged)):
        gaps.append(merged[i][0] - merged[i - 1][1] - 1)
    longest = max(gaps)
    if longest == 0:
        print(0, 0)
    else:
        print(longest, gaps.count(longest))


main()
