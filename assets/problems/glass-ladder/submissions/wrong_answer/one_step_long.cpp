#include <algorithm>
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
    int low = 0, high = n + 1;
    for (int step = 46; high == n + 1 && low < n; --step) {  // one more than there are tries
        int rung = std::min(n, low + step);
        if (holds(rung)) low = rung;
        else high = rung;
    }
    while (low + 1 < high && holds(low + 1)) ++low;
    std::cout << "! " << low << std::endl;
}
