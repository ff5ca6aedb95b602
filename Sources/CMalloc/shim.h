// The part of glibc's allocator that Swift's module of the C library leaves out.
#ifndef WEIR_MALLOC_SHIM_H
#define WEIR_MALLOC_SHIM_H

#if defined(__linux__)
#include <malloc.h>
#endif

// Has all threads that start allocating from now on share the heaps that there are, "mallopt(3)". Nothing in other C libraries.
static inline void weir_share_heaps(void) {
#if defined(__GLIBC__) && defined(M_ARENA_MAX)
    mallopt(M_ARENA_MAX, 1);
#endif
}

#endif
