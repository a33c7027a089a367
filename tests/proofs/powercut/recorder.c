/* LD_PRELOAD: tells every write, truncation, name and sync under one folder, in the order in which they happened.
 *
 * POWERCUT_FOLDER  absolute path; everything below it is recorded, but for files that end in "-shm" (SQLite's index of
 *                  its log is a memory map that is rebuilt at the first opening)
 * POWERCUT_LOG     the recording: records as `struct record`, then both paths, then the bytes written
 *
 * The real work is done by system calls, so that nothing here can call itself. One lock around deed and record keeps the
 * recording in the order of the deeds. What it cannot follow (a shared writable map, an anonymous file) it says, and the
 * reader refuses the recording: a proof must not pass because something was not seen.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPEN = 1, WRITE, TRUNCATE, RENAME, LINK, UNLINK, SYNC, MKDIR, RMDIR, SYMLINK, SYNC_ALL, UNFOLLOWED };
enum { CREATED = 1, EMPTIED = 2 };
enum { MAX_FD = 65536, FOREIGN = -1 };

struct record {
    uint32_t magic, what, serial, first, second, unused;
    int64_t offset, length;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -1;
static char folder[PATH_MAX];
static size_t folder_length;
static int32_t serial_of[MAX_FD];
static int32_t last_serial;

__attribute__((constructor)) static void begin(void) {
    const char *where = getenv("POWERCUT_FOLDER"), *log = getenv("POWERCUT_LOG");
    if (!where || !log || strlen(where) >= sizeof folder) return;
    strcpy(folder, where);
    folder_length = strlen(folder);
    int fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    /* far from the numbers that programs reuse */
    log_fd = syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 1000);
    syscall(SYS_close, fd);
}

static void tell(int what, int32_t serial, const char *first, const char *second, int64_t offset, const void *data,
                 int64_t length) {
    struct record head = {0x43555421, what, serial, first ? strlen(first) : 0, second ? strlen(second) : 0,
                          0, offset, length};
    struct iovec parts[4] = {{&head, sizeof head},
                             {(void *)first, head.first},
                             {(void *)second, head.second},
                             {(void *)data, data ? (size_t)length : 0}};
    int kept = errno;
    for (int i = 0; i < 4; i++)
        for (size_t done = 0; done < parts[i].iov_len;) {
            ssize_t n = syscall(SYS_write, log_fd, (char *)parts[i].iov_base + done, parts[i].iov_len - done);
            if (n < 0) abort();
            done += n;
        }
    errno = kept;
}

static int ends_in_shm(const char *path) {
    size_t length = strlen(path);
    return length > 4 && !strcmp(path + length - 4, "-shm");
}

static int is_ours(const char *path) {
    return log_fd >= 0 && !strncmp(path, folder, folder_length) &&
           (path[folder_length] == '/' || path[folder_length] == 0) && !ends_in_shm(path);
}

/* The absolute path of `path` seen from `at`; "" when it cannot be told. */
static const char *absolute(int at, const char *path, char *room) {
    if (path[0] == '/') return path;
    char link[64];
    if (at == AT_FDCWD)
        strcpy(link, "/proc/self/cwd");
    else
        snprintf(link, sizeof link, "/proc/self/fd/%d", at);
    ssize_t n = syscall(SYS_readlink, link, room, PATH_MAX - 1);
    if (n < 0 || n + strlen(path) + 2 > PATH_MAX) return "";
    room[n] = '/';
    strcpy(room + n + 1, path);
    return room;
}

/* The serial of an open file under the folder, 0 for a foreign one. A number nobody told us of is looked up once. */
static int32_t serial(int fd) {
    if (log_fd < 0 || fd < 0 || fd >= MAX_FD || fd == log_fd) return 0;
    if (serial_of[fd] == 0) {
        char link[64], path[PATH_MAX];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t n = syscall(SYS_readlink, link, path, PATH_MAX - 1);
        path[n < 0 ? 0 : n] = 0;
        if (is_ours(path)) {
            serial_of[fd] = ++last_serial;
            tell(OPEN, serial_of[fd], path, NULL, 0, NULL, 0);
        } else
            serial_of[fd] = FOREIGN;
    }
    return serial_of[fd] > 0 ? serial_of[fd] : 0;
}

static int open_at(int at, const char *path, int flags, mode_t mode) {
    char room[PATH_MAX];
    const char *whole = absolute(at, path, room);
    if (!is_ours(whole)) {
        int fd = syscall(SYS_openat, at, path, flags, mode);
        if (fd >= 0 && fd < MAX_FD) serial_of[fd] = FOREIGN;
        return fd;
    }
    pthread_mutex_lock(&lock);
    int was_there = syscall(SYS_faccessat, at, path, F_OK) == 0;
    int fd = syscall(SYS_openat, at, path, flags, mode);
    if (fd >= 0 && fd < MAX_FD) {
        int anonymous = (flags & O_TMPFILE) == O_TMPFILE;
        int how = (flags & O_CREAT && !was_there ? CREATED : 0) | (flags & O_TRUNC ? EMPTIED : 0);
        serial_of[fd] = ++last_serial;
        if (anonymous)
            tell(UNFOLLOWED, 0, "an anonymous file", whole, 0, NULL, 0);
        else
            tell(OPEN, serial_of[fd], whole, NULL, how, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return fd;
}

#define MODE(flags, name)                                                                                              \
    mode_t name = 0;                                                                                                   \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                                             \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        name = va_arg(more, mode_t);                                                                                   \
        va_end(more);                                                                                                  \
    }

int open(const char *path, int flags, ...) { MODE(flags, mode) return open_at(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags, mode) return open_at(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags, mode) return open_at(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags, mode) return open_at(at, path, flags, mode); }
int __open_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int creat(const char *path, mode_t mode) { return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int close(int fd) {
    if (fd >= 0 && fd < MAX_FD && fd != log_fd) serial_of[fd] = 0;
    return syscall(SYS_close, fd);
}

/* What lies between `from` and the end of the deed, read back: for deeds whose bytes were never in our hands. */
static void tell_read_back(int32_t file, int fd, int64_t from, int64_t length) {
    char link[64], *data = malloc(length ? length : 1);
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int reader = syscall(SYS_openat, AT_FDCWD, link, O_RDONLY | O_CLOEXEC, 0);
    for (int64_t done = 0; done < length;) {
        ssize_t n = syscall(SYS_pread64, reader, data + done, length - done, from + done);
        if (n <= 0) abort();
        done += n;
    }
    syscall(SYS_close, reader);
    tell(WRITE, file, NULL, NULL, from, data, length);
    free(data);
}

#define FOLLOWED(fd, deed, then)                                                                                       \
    pthread_mutex_lock(&lock);                                                                                         \
    int32_t file = serial(fd);                                                                                         \
    ssize_t n = deed;                                                                                                  \
    if (n >= 0 && file) then;                                                                                          \
    pthread_mutex_unlock(&lock);                                                                                       \
    return n;

#define HERE(fd) (syscall(SYS_lseek, fd, 0, SEEK_CUR) - n)

ssize_t write(int fd, const void *data, size_t size) {
    FOLLOWED(fd, syscall(SYS_write, fd, data, size), tell(WRITE, file, NULL, NULL, HERE(fd), data, n))
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    FOLLOWED(fd, syscall(SYS_pwrite64, fd, data, size, at), tell(WRITE, file, NULL, NULL, at, data, n))
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return pwrite64(fd, data, size, at); }
ssize_t writev(int fd, const struct iovec *parts, int count) {
    FOLLOWED(fd, syscall(SYS_writev, fd, parts, count), tell_read_back(file, fd, HERE(fd), n))
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
    FOLLOWED(fd, syscall(SYS_pwritev, fd, parts, count, at, 0), tell_read_back(file, fd, at, n))
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return pwritev64(fd, parts, count, at); }
ssize_t sendfile64(int fd, int from, off64_t *at, size_t size) {
    FOLLOWED(fd, syscall(SYS_sendfile, fd, from, at, size), tell_read_back(file, fd, HERE(fd), n))
}
ssize_t sendfile(int fd, int from, off_t *at, size_t size) { return sendfile64(fd, from, at, size); }
ssize_t copy_file_range(int from, off64_t *at_from, int fd, off64_t *at, size_t size, unsigned flags) {
    FOLLOWED(fd, syscall(SYS_copy_file_range, from, at_from, fd, at, size, flags),
             tell_read_back(file, fd, at ? *at - n : HERE(fd), n))
}
int ftruncate64(int fd, off64_t size) {
    FOLLOWED(fd, syscall(SYS_ftruncate, fd, size), tell(TRUNCATE, file, NULL, NULL, size, NULL, 0))
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }
int fallocate64(int fd, int mode, off64_t at, off64_t size) {
    pthread_mutex_lock(&lock);
    int32_t file = serial(fd);
    int n = syscall(SYS_fallocate, fd, mode, at, size);
    struct stat now;
    if (!n && file && mode)
        tell(UNFOLLOWED, 0, "fallocate with a mode", NULL, 0, NULL, 0);
    else if (!n && file && !syscall(SYS_fstat, fd, &now))
        tell(TRUNCATE, file, NULL, NULL, now.st_size, NULL, 0);
    pthread_mutex_unlock(&lock);
    return n;
}
int fallocate(int fd, int mode, off_t at, off_t size) { return fallocate64(fd, mode, at, size); }
int posix_fallocate64(int fd, off64_t at, off64_t size) { return fallocate64(fd, 0, at, size) ? errno : 0; }
int posix_fallocate(int fd, off_t at, off_t size) { return posix_fallocate64(fd, at, size); }

int fsync(int fd) { FOLLOWED(fd, syscall(SYS_fsync, fd), tell(SYNC, file, NULL, NULL, 0, NULL, 0)) }
int fdatasync(int fd) { FOLLOWED(fd, syscall(SYS_fdatasync, fd), tell(SYNC, file, NULL, NULL, 0, NULL, 0)) }
int syncfs(int fd) { FOLLOWED(fd, syscall(SYS_syncfs, fd), tell(SYNC_ALL, 0, NULL, NULL, 0, NULL, 0)) }
void sync(void) {
    pthread_mutex_lock(&lock);
    syscall(SYS_sync);
    if (log_fd >= 0) tell(SYNC_ALL, 0, NULL, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
}
/* sync_file_range promises nothing about what a cut leaves (its manual says so): it is not recorded. */

static int two_names(int what, int at1, const char *first, int at2, const char *second, unsigned flags, long number) {
    char room1[PATH_MAX], room2[PATH_MAX];
    const char *from = absolute(at1, first, room1), *to = absolute(at2, second, room2);
    pthread_mutex_lock(&lock);
    int n = syscall(number, at1, first, at2, second, flags);
    if (!n && (is_ours(from) || is_ours(to))) {
        if (is_ours(from) && is_ours(to) && !(what == RENAME && flags & 2))
            tell(what, 0, from, to, 0, NULL, 0);
        else
            tell(UNFOLLOWED, 0, "a name from or to outside", to, 0, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return n;
}
int rename(const char *a, const char *b) { return two_names(RENAME, AT_FDCWD, a, AT_FDCWD, b, 0, SYS_renameat2); }
int renameat(int i, const char *a, int j, const char *b) { return two_names(RENAME, i, a, j, b, 0, SYS_renameat2); }
int renameat2(int i, const char *a, int j, const char *b, unsigned f) {
    return two_names(RENAME, i, a, j, b, f, SYS_renameat2);
}
int link(const char *a, const char *b) { return two_names(LINK, AT_FDCWD, a, AT_FDCWD, b, 0, SYS_linkat); }
int linkat(int i, const char *a, int j, const char *b, int f) { return two_names(LINK, i, a, j, b, f, SYS_linkat); }

static void one_name(int n, int what, int at, const char *path, const char *target) {
    char room[PATH_MAX];
    const char *whole = absolute(at, path, room);
    if (!n && is_ours(whole)) tell(what, 0, whole, target, 0, NULL, 0);
}
#define NAMED(deed, what, at, path, target)                                                                            \
    pthread_mutex_lock(&lock);                                                                                         \
    int n = deed;                                                                                                      \
    one_name(n, what, at, path, target);                                                                               \
    pthread_mutex_unlock(&lock);                                                                                       \
    return n;
int unlinkat(int at, const char *path, int flags) {
    NAMED(syscall(SYS_unlinkat, at, path, flags), flags & AT_REMOVEDIR ? RMDIR : UNLINK, at, path, NULL)
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
int mkdirat(int at, const char *path, mode_t mode) {
    NAMED(syscall(SYS_mkdirat, at, path, mode), MKDIR, at, path, NULL)
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
int symlinkat(const char *to, int at, const char *path) {
    NAMED(syscall(SYS_symlinkat, to, at, path), SYMLINK, at, path, to)
}
int symlink(const char *to, const char *path) { return symlinkat(to, AT_FDCWD, path); }
int truncate64(const char *path, off64_t size) {
    int fd = open_at(AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);
    if (fd < 0) return -1;
    int n = ftruncate64(fd, size);
    close(fd);
    return n;
}
int truncate(const char *path, off_t size) { return truncate64(path, size); }

void *mmap64(void *where, size_t size, int protection, int flags, int fd, off64_t at) {
    void *map = (void *)syscall(SYS_mmap, where, size, protection, flags, fd, at);
    if (map != MAP_FAILED && fd >= 0 && protection & PROT_WRITE && (flags & MAP_TYPE) != MAP_PRIVATE) {
        pthread_mutex_lock(&lock);
        if (serial(fd)) tell(UNFOLLOWED, 0, "a shared writable map", NULL, 0, NULL, 0);
        pthread_mutex_unlock(&lock);
    }
    return map;
}
void *mmap(void *where, size_t size, int protection, int flags, int fd, off_t at) {
    return mmap64(where, size, protection, flags, fd, at);
}
