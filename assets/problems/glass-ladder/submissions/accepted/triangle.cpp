#include <iostream>
#include <string>

static bool holds(int rung) {
    std::cout << "? " << rung << std::endl;
    std::string word;
    std::cin >> word;
    return word == "holds";
}

int main() {
    int n;
    std::cin >> n;
    int low = 0, high = n + 1;  // low holds, high breaks
    for (int step = 45; high == n + 1 && low < n; --step) {
        int rung = std::min(n, low + step);
        if (holds(rung)) low = rung;
        else high = rung;
    }
    while (low + 1 < high && low < n) {
        if (!holds(low + 1)) break;
        ++low;
    }
    std::cout << "! " << low << std::endl;
}
