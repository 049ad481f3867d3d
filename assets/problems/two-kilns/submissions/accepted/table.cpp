#include <bits/stdc++.h>
using namespace std;

int main() {
    int n, c;
    scanf("%d %d", &n, &c);
    vector<vector<int>> gain(2, vector<int>(n));
    for (auto &row : gain)
        for (int &x : row) scanf("%d", &x);

    // best[kiln][days]: the most that can still be earned from day i on
    const long long LOW = -1e18;
    vector<vector<long long>> best(2, vector<long long>(3, 0));
    for (int i = n - 1; i >= 0; i--) {
        vector<vector<long long>> now(2, vector<long long>(3, LOW));
        for (int k = 0; k < 2; k++)
            for (int d = 0; d < 3; d++) {
                long long r = best[k][0];
                if (d < 2) r = max(r, gain[k][i] + best[k][d + 1]);
                r = max(r, gain[1 - k][i] - c + best[1 - k][1]);
                now[k][d] = r;
            }
        best = now;
    }
    printf("%lld\n", max(best[0][0], best[1][0]));
}
