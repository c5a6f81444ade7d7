/* A worker in C; the arguments of every language's worker are described in rust/src/worker.rs. */

#ifndef BENCH_WORKER_H
#define BENCH_WORKER_H

struct bench_case {
    const char *table;
    const char *name;
    const char *title;
    void (*run)(void);
};

/* A program's cases; the last has no name. */
extern const struct bench_case bench_cases[];

/* End the program with a reason when a case did not do its work. */
void bench_require(int holds, const char *reason);

#endif
