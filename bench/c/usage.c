/* usage PROGRAM ARGUMENT...
 *
 * Runs a program and prints, as the last line on standard error, its processor time (user and
 * system) in microseconds, its peak memory in KiB and its wait status. A program of its own because
 * the peak counts from the fork on: a small parent hides nothing. */

#define _GNU_SOURCE
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
    if (argc < 2) {
        return 2;
    }
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[1], argv + 1);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        return 1;
    }
    long long us = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000LL +
                   usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
    fprintf(stderr, "%lld %ld %d\n", us, usage.ru_maxrss, status);
    return 0;
}
