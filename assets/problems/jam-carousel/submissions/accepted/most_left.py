import heapq


def main():
    input()
    counts = list(map(int, input().split()))
    n = sum(counts)
    if n > 1 and 2 * max(counts) > n:
        print("impossible")
        return
    first = max(range(1, len(counts) + 1), key=lambda i: counts[i - 1])
    # The first kind wins every tie, so that it is never left for the last place beside itself.
    heap = [(-count, kind != first, kind) for kind, count in enumerate(counts, start=1)]
    heapq.heapify(heap)
    order = []
    waiting = None
    for _ in range(n):
        count, later, kind = heapq.heappop(heap)
        order.append(kind)
        if waiting:
            heapq.heappush(heap, waiting)
        waiting = (count + 1, later, kind) if count + 1 else None
    print(*order)


main()
