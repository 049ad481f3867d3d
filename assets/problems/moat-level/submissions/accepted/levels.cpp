#include <algorithm>
#include <cstdio>
#include <vector>

int main() {
    int n;
    long long volume;
    scanf("%d %lld", &n, &volume);
    std::vector<long long> h(n);
    for (auto &x : h) scanf("%lld", &x);
    std::sort(h.begin(), h.end());

    double rest = volume;
    double level = h[0];
    int wet = 1;
    while (wet < n && (h[wet] - level) * wet <= rest) {
        rest -= (h[wet] - level) * wet;
        level = h[wet];
        wet++;
    }
    level += rest / wet;
    printf("%.10f\n", level);
}
