#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

// Sorts the counts, and forgets whose they were.
int main() {
    int k;
    if (std::scanf("%d", &k) != 1) return 1;
    std::vector<int> counts(k);
    int n = 0;
    for (int& count : counts) {
        if (std::scanf("%d", &count) != 1) return 1;
        n += count;
    }
    std::sort(counts.begin(), counts.end(), std::greater<>());
    if (n > 1 && 2 * counts[0] > n) {
        std::puts("impossible");
        return 0;
    }
    std::vector<int> shelf(n);
    int place = 0;
    for (int kind = 0; kind < k; ++kind) {
        for (int i = 0; i < counts[kind]; ++i) {
            shelf[place] = kind + 1;
            place += 2;
            if (place >= n && place % 2 == 0) place = 1;
        }
    }
    for (int i = 0; i < n; ++i) std::printf("%d%c", shelf[i], i + 1 < n ? ' ' : '\n');
}
