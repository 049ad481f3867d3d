#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static long depth(long n) { volatile long kept = n; return n == 0 ? 0 : depth(n - 1) + (kept > 0); }
static void *nothing(void *given) { return given; }

int main(void) {
    char act[32];
    if (scanf("%31s", act) != 1) return 9;
    if (!strcmp(act, "sum")) {
        long n, total = 0, value;
        if (scanf("%ld", &n) != 1) return 9;
        while (n-- > 0 && scanf("%ld", &value) == 1) total += value;
        printf("%ld\n", total);
    } else if (!strcmp(act, "real")) {
        printf("%.6f\n", 1.0 / 3);
    } else if (!strcmp(act, "exit")) {
        return 3;
    } else if (!strcmp(act, "crash")) {
        abort();
    } else if (!strcmp(act, "loop")) {
        for (volatile long n = 0;; n = n + 1) {}
    } else if (!strcmp(act, "memory")) {
        static char *volatile kept;
        for (;;) { kept = static_cast<char *>(malloc(1 << 20)); if (!kept) abort(); memset(kept, 1, 1 << 20); }
    } else if (!strcmp(act, "flood")) {
        for (;;) puts("all work and no play");
    } else if (!strcmp(act, "depth")) {
        printf("%ld\n", depth(100000));
    } else if (!strcmp(act, "thread")) {
        pthread_t thread;
        if (pthread_create(&thread, 0, nothing, 0)) return 9;
        pthread_join(thread, 0);
        puts("joined");
    } else if (!strcmp(act, "read")) {
        puts(fopen("/etc/passwd", "r") ? "open" : "closed");
    } else if (!strcmp(act, "write")) {
        puts(fopen("/usr/lib/mine", "w") ? "open" : "closed");
    } else if (!strcmp(act, "net")) {
        puts(socket(AF_INET, SOCK_STREAM, 0) >= 0 ? "open" : "closed");
    } else if (!strcmp(act, "spawn")) {
        pid_t child = fork();
        if (child == 0) _exit(0);
        puts(child > 0 ? "open" : "closed");
    }
    return 0;
}
