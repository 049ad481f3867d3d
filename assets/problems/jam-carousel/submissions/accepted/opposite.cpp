#include <algorithm>
#include <cstdio>
#include <vector>

int main() {
    int k;
    if (std::scanf("%d", &k) != 1) return 1;
    std::vector<std::pair<int, int>> kinds(k);
    int n = 0;
    for (int i = 0; i < k; ++i) {
        if (std::scanf("%d", &kinds[i].first) != 1) return 1;
        kinds[i].second = i + 1;
        n += kinds[i].first;
    }
    std::sort(kinds.rbegin(), kinds.rend());
    if (n > 1 && 2 * kinds[0].first > n) {
        std::puts("impossible");
        return 0;
    }
    std::vector<int> shelf(n);
    int place = 0;
    for (const auto& [count, kind] : kinds) {
        for (int i = 0; i < count; ++i) {
            shelf[place] = kind;
            place += 2;
            if (place >= n && place % 2 == 0) place = 1;
        }
    }
    for (int i = n; i-- > 0;) std::printf("%d%c", shelf[i], i ? ' ' : '\n');
}
