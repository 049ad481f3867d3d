import heapq


def main():
    input()
    counts = list(map(int, input().split()))
    n = sum(counts)
    if n > 1 and 2 * max(counts) > n:
        print("impossible")
        return
    heap = [(-count, -kind) for kind, count in enumerate(counts, start=1)]
    heapq.heapify(heap)
    order = []
    waiting = None
    for _ in range(n):
        if not heap:
            break
        count, kind = heapq.heappop(heap)
        order.append(-kind)
        if waiting:
            heapq.heappush(heap, waiting)
        waiting = (count + 1, kind) if count + 1 else None
    print(*order)


main()
