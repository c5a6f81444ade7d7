#define _GNU_SOURCE
#include "worker.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WARM_UP = 5 };

void bench_require(int holds, const char *reason) {
    if (!holds) {
        fprintf(stderr, "%s\n", reason);
        exit(1);
    }
}

static const struct bench_case *find(const char *name) {
    const struct bench_case *found = bench_cases;
    while (found->name != NULL && strcmp(found->name, name) != 0) {
        found++;
    }
    bench_require(found->name != NULL, "unknown case");
    return found;
}

static void print_cases(void) {
    for (const struct bench_case *each = bench_cases; each->name != NULL; each++) {
        printf("%s\t%s\t%s\t\n", each->table, each->name, each->title);
    }
}

static void time_cases(void) {
    char name[64];
    unsigned long times;
    while (scanf("%63s %lu", name, &times) == 2) {
        void (*run)(void) = find(name)->run;
        struct timespec start, end;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
        for (unsigned long i = 0; i < times; i++) {
            run();
        }
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
        printf("%lld\n", (end.tv_sec - start.tv_sec) * 1000000000LL + end.tv_nsec - start.tv_nsec);
        fflush(stdout);
    }
}

static void nothing(void) {}

/* Kept out of line, so that the calls around a case are the same for every case. */
__attribute__((noinline)) static void marked(void (*run)(void)) {
    __asm__ volatile("int3" ::: "memory");
    run();
    __asm__ volatile("ud2" ::: "memory");
}

static void count(const char *name) {
    void (*run)(void) = find(name)->run;
    for (int i = 0; i < WARM_UP; i++) {
        run();
    }
    marked(nothing);
    marked(run);
    marked(run);
}

static void print_allocations(const char *name) {
    unsigned long (*allocations)(void) = NULL;
    *(void **)&allocations = dlsym(RTLD_DEFAULT, "probe_allocations");
    bench_require(allocations != NULL, "the probe is not preloaded");
    void (*run)(void) = find(name)->run;
    for (int i = 0; i < WARM_UP; i++) {
        run();
    }
    unsigned long before = allocations();
    run();
    printf("%lu\n", allocations() - before);
}

int main(int argc, char **argv) {
    const char *mode = argc > 1 ? argv[1] : "";
    const char *name = argc > 2 ? argv[2] : "";
    if (strcmp(mode, "cases") == 0) {
        print_cases();
    } else if (strcmp(mode, "time") == 0) {
        time_cases();
    } else if (strcmp(mode, "count") == 0) {
        count(name);
    } else if (strcmp(mode, "allocations") == 0) {
        print_allocations(name);
    } else {
        bench_require(0, "cases, time, count NAME or allocations NAME");
    }
    return 0;
}
