def first_multiple(m, l):
    return -(-l // m) * m


def count_places(a, b, l, r):
    places = 0
    if a > 0:
        x = first_multiple(a, l)
        while x <= r:
            places += 1
            x += a
    if b > 0:
        x = first_multiple(b, l)
        while x <= r:
            if a == 0 or x % a != 0:
                places += 1
            x += b
    return places


for _ in range(int(input())):
    a, b, l, r = map(int, input().split())
    print(count_places(a, b, l, r))
