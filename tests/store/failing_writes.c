/* Makes writes fail: loaded before the C library by LD_PRELOAD.
 *
 * Counts the calls that write to, lengthen or sync files whose path holds `failing_name`. From call
 * number `failing_from` on (or only that one, if `failing_once`) they do nothing and fail with
 * `failing_error`. All is set by the process itself, through ctypes; 0 means never.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

long failing_calls = 0, failing_from = 0;
int failing_once = 0, failing_error = 0;
char failing_name[256] = "";

static int fails(int file) {
    char link[64], path[4096];
    if (failing_name[0] == 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (strstr(path, failing_name) == NULL) return 0;
    long call = ++failing_calls;
    if (failing_from == 0 || call < failing_from || (failing_once && call > failing_from)) return 0;
    errno = failing_error;
    return 1;
}

#define FAIL(type, name, parameters, arguments)                     \
    type name parameters {                                          \
        static type (*real) parameters;                             \
        if (fails(file)) return -1;                                 \
        if (real == NULL) real = (type (*) parameters) dlsym(RTLD_NEXT, #name); \
        return real arguments;                                      \
    }

FAIL(ssize_t, write, (int file, const void *data, size_t size), (file, data, size))
FAIL(ssize_t, pwrite, (int file, const void *data, size_t size, off_t at), (file, data, size, at))
FAIL(ssize_t, pwrite64, (int file, const void *data, size_t size, off64_t at), (file, data, size, at))
FAIL(int, fsync, (int file), (file))
FAIL(int, fdatasync, (int file), (file))
FAIL(int, ftruncate, (int file, off_t size), (file, size))
FAIL(int, ftruncate64, (int file, off64_t size), (file, size))
