#include <algorithm>
#include <iostream>
#include <utility>
#include <vector>
using namespace std;

int main() {
    int minutes, n;
    cin >> minutes >> n;
    vector<pair<int, int>> bookings(n);
    for (auto &booking : bookings) cin >> booking.first >> booking.second;
    sort(bookings.begin(), bookings.end());
    int longest = 0, count = 0, next_free = 1;
    auto check = [&](int from, int to) {
        int quiet = to - from + 1;
        if (quiet > longest) {
            longest = quiet;
            count = 1;
        } else if (quiet > 0 && quiet == longest) {
            count++;
        }
    };
    for (int i = 0; i < n; i++) {
        check(next_free, bookings[i].first - 1);
        next_free = max(next_free, bookings[i].second + 1);
    }
    if (next_free < minutes) check(next_free, minutes);
    cout << longest << " " << count << "\n";
}
