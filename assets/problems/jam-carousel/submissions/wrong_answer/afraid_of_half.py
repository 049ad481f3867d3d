def main():
    k = int(input())
    counts = list(map(int, input().split()))
    n = sum(counts)
    if n > 1 and 2 * max(counts) >= n:
        print("impossible")
        return
    jars = []
    for kind in sorted(range(1, k + 1), key=lambda i: -counts[i - 1]):
        jars += [kind] * counts[kind - 1]
    shelf = [0] * n
    half = (n + 1) // 2
    shelf[0::2] = jars[:half]
    shelf[1::2] = jars[half:]
    print(*shelf)


main()
