n, c = map(int, input().split())
a = list(map(int, input().split()))
b = list(map(int, input().split()))

village, lake = a[0], b[0]
for i in range(1, n):
    new_village = max(village, lake - c) + a[i]
    new_lake = max(lake, village - c) + b[i]
    village, lake = new_village, new_lake
print(max(village, lake))
