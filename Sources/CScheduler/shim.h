// The part of Linux's scheduler that Swift cannot call, as `syscall` takes variable arguments.
#ifndef WEIR_SCHEDULER_SHIM_H
#define WEIR_SCHEDULER_SHIM_H

#ifdef __linux__
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

// The first version of the structure, "sched_setattr(2)".
struct weir_sched_attr {
    uint32_t size;
    uint32_t policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime;
    uint64_t deadline;
    uint64_t period;
};

// Gives the calling thread a nice value and a time slice in nanoseconds, under the ordinary policy. 0, or -1 and errno.
static inline int weir_set_nice_and_slice(int nice, uint64_t slice) {
    struct weir_sched_attr attributes = {sizeof attributes, 0, 0, nice, 0, slice, 0, 0};
    return (int)syscall(SYS_sched_setattr, 0, &attributes, 0);
}
#endif

#endif
