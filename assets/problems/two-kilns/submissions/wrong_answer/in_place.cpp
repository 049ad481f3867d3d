#include <algorithm>
#include <iostream>
#include <vector>
using namespace std;

int main() {
    int n;
    long long c;
    cin >> n >> c;
    vector<vector<long long>> gain(2, vector<long long>(n));
    for (auto &row : gain)
        for (auto &x : row) cin >> x;
    const long long LOW = -1000000000000LL;
    // f[k][d]: tools at kiln k, fired on the last d days
    long long f[2][3] = {{0, LOW, LOW}, {0, LOW, LOW}};
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < 2; k++) {
            long long here = max({f[k][0], f[k][1], f[k][2]});
            long long there = max({f[1 - k][0], f[1 - k][1], f[1 - k][2]});
            f[k][2] = f[k][1] + gain[k][i];
            f[k][1] = max(f[k][0], there - c) + gain[k][i];
            f[k][0] = here;
        }
    }
    long long answer = 0;
    for (auto &row : f) answer = max(answer, *max_element(row, row + 3));
    cout << answer << "\n";
}
