#include <algorithm>
#include <iostream>
#include <vector>
using namespace std;

int main() {
    int minutes, n;
    cin >> minutes >> n;
    // reach[a] is the last minute of the longest booking that starts at a
    vector<int> reach(minutes + 2, 0);
    for (int i = 0; i < n; i++) {
        int a, b;
        cin >> a >> b;
        reach[a] = max(reach[a], b);
    }
    int noisy_until = 0, run = 0, longest = 0, count = 0;
    for (int t = 1; t <= minutes; t++) {
        noisy_until = max(noisy_until, reach[t]);
        run = t <= noisy_until ? 0 : run + 1;
        if (run > longest) {
            longest = run;
            count = 1;
        } else if (run > 0 && run == longest) {
            count++;
        }
    }
    cout << longest << " " << count << "\n";
}
