#include <iostream>
#include <string>
using namespace std;

struct Row {
    string code;
    size_t at = 0;
    long long left = 0;
    char letter = 0;

    // Makes sure that there is a current group; false at the end of the row.
    bool ready() {
        if (left > 0) return true;
        if (at == code.size()) return false;
        letter = code[at++];
        while (at < code.size() && isdigit(code[at])) left = left * 10 + (code[at++] - '0');
        if (left == 0) left = 1;
        return true;
    }
};

int main() {
    Row s, t;
    cin >> s.code >> t.code;
    long long stitch = 1;
    while (true) {
        bool more_s = s.ready(), more_t = t.ready();
        if (!more_s && !more_t) {
            cout << "SAME\n";
            return 0;
        }
        if (more_s != more_t || s.letter != t.letter) break;
        long long step = min(s.left, t.left);
        s.left -= step;
        t.left -= step;
        stitch += step;
    }
    cout << stitch << "\n";
}
