def main():
    n, k = map(int, input().split())
    hours = list(map(int, input().split()))
    full = n // k
    rest = n % k

    front = [0]
    for i in range(full):
        front.append(front[-1] + max(hours[i * k:(i + 1) * k]))
    if rest == 0:
        print(front[full])
        return

    back = [0]
    for i in range(full):
        end = n - i * k
        back.append(back[-1] + max(hours[end - k:end]))

    best = None
    for before in range(full + 1):
        start = before * k
        short = max(hours[start:start + rest])
        total = front[before] + short + back[full - before]
        if best is None or total < best:
            best = total
    print(best)


main()
