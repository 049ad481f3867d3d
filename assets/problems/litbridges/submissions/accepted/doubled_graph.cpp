#include <iostream>
#include <queue>
#include <vector>
using namespace std;

int main() {
    int n, m;
    cin >> n >> m;
    // island i is node 2i when the lantern is lit and node 2i + 1 when dark
    vector<vector<int>> to(2 * n);
    for (int i = 0; i < m; i++) {
        int u, v;
        cin >> u >> v;
        u--;
        v--;
        for (int dark = 0; dark < 2; dark++) {
            to[2 * u + dark].push_back(2 * v + 1 - dark);
            to[2 * v + dark].push_back(2 * u + 1 - dark);
        }
    }
    vector<int> dist(2 * n, -1);
    queue<int> waiting;
    dist[0] = 0;
    waiting.push(0);
    while (!waiting.empty()) {
        int x = waiting.front();
        waiting.pop();
        for (int y : to[x]) {
            if (dist[y] == -1) {
                dist[y] = dist[x] + 1;
                waiting.push(y);
            }
        }
    }
    cout << dist[2 * (n - 1)] << "\n";
}
