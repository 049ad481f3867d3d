def main():
    n, m = map(int, input().split())
    near = [[] for _ in range(n + 1)]
    for _ in range(m):
        u, v = map(int, input().split())
        near[u].append(v)
        near[v].append(u)
    seen = [set(), set()]

    def walk(layer, steps):
        if not layer:
            return -1
        parity = steps % 2
        if parity == 0 and n in layer:
            return steps
        seen[parity] |= layer
        following = set()
        for u in layer:
            for v in near[u]:
                if v not in seen[1 - parity]:
                    following.add(v)
        return walk(following, steps + 1)

    print(walk({1}, 0))


main()
