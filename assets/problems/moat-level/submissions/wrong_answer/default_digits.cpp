#include <bits/stdc++.h>
using namespace std;

int main() {
    int n;
    double volume;
    cin >> n >> volume;
    vector<double> h(n);
    for (double &x : h) cin >> x;
    sort(h.begin(), h.end());
    double sum = 0;
    for (int k = 1; k <= n; k++) {
        sum += h[k - 1];
        double level = (volume + sum) / k;
        if (k == n || level <= h[k]) {
            cout << level << endl;
            return 0;
        }
    }
}
