n, rest = map(int, input().split())
h = sorted(map(int, input().split()))

level = h[0]
wet = 1
while wet < n:
    rise = h[wet] - level
    if rise * wet > rest:
        break
    rest -= rise * wet
    level = h[wet]
    wet += 1

level += round(rest / wet, 4)
print("%.8f" % level)
