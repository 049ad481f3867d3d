#include <algorithm>
#include <iostream>
#include <utility>
#include <vector>
using namespace std;

int main() {
    int n, k;
    cin >> n >> k;
    vector<long long> h(n), prefix(n + 1, 0);
    for (int i = 0; i < n; i++) {
        cin >> h[i];
        prefix[i + 1] = prefix[i] + h[i];
    }
    long long total = 0;
    vector<pair<int, int>> parts = {make_pair(0, n)};
    while (!parts.empty()) {
        auto [lo, hi] = parts.back();
        parts.pop_back();
        if (lo >= hi) continue;
        int top = max_element(h.begin() + lo, h.begin() + hi) - h.begin();
        int size = min(k, hi - lo);
        int from = max(lo, top - size + 1);
        int best = from;
        for (int s = from; s <= top && s + size <= hi; s++) {
            if (prefix[s + size] - prefix[s] > prefix[best + size] - prefix[best]) best = s;
        }
        total += h[top];
        parts.push_back({lo, best});
        parts.push_back({best + size, hi});
    }
    cout << total << "\n";
}
