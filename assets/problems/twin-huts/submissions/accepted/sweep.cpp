#include <bits/stdc++.h>
using namespace std;

int main() {
    int n;
    scanf("%d", &n);
    vector<int> h(n);
    for (int &x : h) scanf("%d", &x);
    // Only the last `best` huts can still improve the answer; they are kept sorted by height.
    set<pair<int, int>> recent;
    int best = INT_MAX, oldest = 0;
    for (int j = 0; j < n; j++) {
        while (oldest < j && j - oldest >= best) {
            recent.erase({h[oldest], oldest});
            oldest++;
        }
        auto start = recent.lower_bound({h[j], 0});
        for (auto it = start; it != recent.end() && it->first - h[j] < best; ++it)
            best = min(best, it->first - h[j] + j - it->second);
        for (auto it = start; it != recent.begin();) {
            --it;
            if (h[j] - it->first >= best) break;
            best = min(best, h[j] - it->first + j - it->second);
        }
        recent.insert({h[j], j});
    }
    printf("%d\n", best);
}
