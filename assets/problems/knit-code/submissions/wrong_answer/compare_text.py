s = input().strip()
t = input().strip()
if s == t:
    print("SAME")
else:
    i = 0
    while i < len(s) and i < len(t) and s[i] == t[i]:
        i += 1
    pos = 0
    number = ""
    for ch in s[:i]:
        if ch.isdigit():
            number += ch
        else:
            pos += int(number or 1)
            number = ""
    print(pos + 1)
