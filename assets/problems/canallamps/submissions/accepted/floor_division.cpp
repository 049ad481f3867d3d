#include <iostream>
#include <numeric>
using namespace std;

long long floor_div(long long x, long long m) {
    long long d = x / m;
    if (x % m < 0) d--;
    return d;
}

long long multiples(long long m, long long l, long long r) {
    if (m == 0) return 0;
    return floor_div(r, m) - floor_div(l - 1, m);
}

int main() {
    int q;
    cin >> q;
    while (q--) {
        long long a, b, l, r;
        cin >> a >> b >> l >> r;
        long long both = 0;
        if (a > 0 && b > 0) both = a / gcd(a, b) * b;
        cout << multiples(a, l, r) + multiples(b, l, r) - multiples(both, l, r) << "\n";
    }
}
