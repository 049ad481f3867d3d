import sys

data = list(map(int, sys.stdin.read().split()))
n, c = data[0], data[1]
gain = [data[2:2 + n], data[2 + n:]]
total = 0
place = 0 if gain[0][0] >= gain[1][0] else 1
days = 0
for i in range(n):
    other = 1 - place
    stay = gain[place][i] if days < 2 else 0
    move = gain[other][i] - c
    if move > stay:
        total += move
        place = other
        days = 1
    elif days < 2:
        total += stay
        days += 1
    else:
        days = 0
print(total)
