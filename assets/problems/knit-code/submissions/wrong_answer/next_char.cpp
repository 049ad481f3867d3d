#include <bits/stdc++.h>
using namespace std;

vector<pair<char, long long>> parse(const string &code) {
    vector<pair<char, long long>> runs;
    for (size_t i = 0; i < code.size(); i++) {
        char c = code[i];
        long long n = 1;
        if (i + 1 < code.size() && isdigit(code[i + 1])) {
            n = code[i + 1] - '0';
            i++;
        }
        if (!runs.empty() && runs.back().first == c) runs.back().second += n;
        else runs.push_back({c, n});
    }
    return runs;
}

int main() {
    string s, t;
    cin >> s >> t;
    auto a = parse(s), b = parse(t);
    long long pos = 0;
    size_t i = 0;
    while (i < a.size() && i < b.size() && a[i] == b[i]) pos += a[i++].second;
    if (i == a.size() && i == b.size()) {
        cout << "SAME" << endl;
        return 0;
    }
    if (i < a.size() && i < b.size() && a[i].first == b[i].first)
        pos += min(a[i].second, b[i].second);
    cout << pos + 1 << endl;
}
