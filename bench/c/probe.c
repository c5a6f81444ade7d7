/* Loaded into a worker: the marks between which instructions are counted, and, when preloaded, a
 * count of the requests to the heap. For glibc, whose own functions it calls. */

#include <stddef.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static unsigned long allocations;

unsigned long probe_allocations(void) { return allocations; }

void probe_start(void) { __asm__ volatile("int3"); }

void probe_end(void) { __asm__ volatile("ud2"); }

void *malloc(size_t size) {
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
    allocations++;
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    allocations++;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **place, size_t alignment, size_t size) {
    allocations++;
    *place = __libc_memalign(alignment, size);
    return *place == NULL ? 12 /* ENOMEM */ : 0;
}
