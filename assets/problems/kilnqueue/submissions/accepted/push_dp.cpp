#include <algorithm>
#include <climits>
#include <iostream>
#include <vector>
using namespace std;

int main() {
    int n, k;
    cin >> n >> k;
    vector<long long> h(n);
    for (auto &x : h) cin >> x;
    vector<long long> best(n + 1, LLONG_MAX);
    best[0] = 0;
    for (int i = 0; i < n; i++) {
        long long longest = 0;
        for (int j = i; j < n && j < i + k; j++) {
            longest = max(longest, h[j]);
            best[j + 1] = min(best[j + 1], best[i] + longest);
        }
    }
    cout << best[n] << "\n";
}
