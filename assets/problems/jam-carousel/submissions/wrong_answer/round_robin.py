def main():
    k = int(input())
    counts = list(map(int, input().split()))
    n = sum(counts)
    if n > 1 and 2 * max(counts) > n:
        print("impossible")
        return
    order = []
    while len(order) < n:
        for kind in range(1, k + 1):
            if counts[kind - 1]:
                counts[kind - 1] -= 1
                order.append(kind)
    print(*order)


main()
