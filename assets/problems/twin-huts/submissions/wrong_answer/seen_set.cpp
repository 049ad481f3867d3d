#include <bits/stdc++.h>
using namespace std;

int main() {
    int n;
    cin >> n;
    set<pair<int, int>> seen;
    int best = INT_MAX;
    for (int j = 0; j < n; j++) {
        int h;
        cin >> h;
        auto it = seen.lower_bound({h, 0});
        if (it != seen.end()) best = min(best, it->first - h + j - it->second);
        if (it != seen.begin()) {
            --it;
            best = min(best, h - it->first + j - it->second);
        }
        seen.insert({h, j});
    }
    cout << best << endl;
}
