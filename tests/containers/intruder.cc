// SPDX-License-Identifier: Apache-2.0
// What a hostile program tries from inside a task, as its root user. One line for each attempt:
// "NAME refused", or "NAME REACHED" where it got what it must not have, or "NAME works" for what a
// task must be able to do ("NAME FAILS" where it is not). Linked statically: it runs in any image.
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

/// In a child each, so that a filter that kills counts as refused and no attempt helps the next.
void attempt(const char* name, bool (*reach)()) {
    std::fflush(stdout);
    int child = fork();
    if (child == 0) _exit(reach() ? 1 : 0);
    int status = 0;
    waitpid(child, &status, 0);
    bool reached = WIFEXITED(status) && WEXITSTATUS(status) == 1;
    std::printf("%s %s\n", name, reached ? "REACHED" : "refused");
}

void need(const char* name, bool (*can)()) {
    std::fflush(stdout);
    int child = fork();
    if (child == 0) _exit(can() ? 0 : 1);
    int status = 0;
    waitpid(child, &status, 0);
    std::printf("%s %s\n", name, status == 0 ? "works" : "FAILS");
}

template <typename... Args>
bool calls(long number, Args... args) {
    return syscall(number, args...) >= 0;
}

bool has_socket(int family, int type) {
    return socket(family, type, 0) >= 0;
}

bool can_open(const char* path, int flags) {
    return open(path, flags) >= 0;
}

bool clones_with(unsigned long flags) {
    long child = syscall(SYS_clone, flags | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
    if (child == 0) _exit(0);
    return child > 0;
}

/// The way out of a chroot that a process with CAP_SYS_CHROOT has.
bool leaves_root() {
    int root = open("/", O_RDONLY | O_DIRECTORY);
    mkdir("/deeper", 0755);
    if (chroot("/deeper") != 0 || fchdir(root) != 0) return false;
    for (int step = 0; step < 100; ++step)
        (void)!chdir("..");
    if (chroot(".") != 0) return false;
    return access("/run/netns", F_OK) == 0 || access("/usr/sbin/runc", F_OK) == 0;
}

bool takes_interface_down() {
    int handle = socket(AF_INET, SOCK_DGRAM, 0);
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    return ioctl(handle, SIOCSIFFLAGS, &request) == 0;
}

bool binds_port(std::uint16_t port) {
    int handle = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(port);
    return bind(handle, reinterpret_cast<sockaddr*>(&place), sizeof place) == 0;
}

bool raises_limit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    ++limit.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

/// A call of the other architecture, which could name its socket family in memory.
bool calls_as_32_bit() {
#ifdef __x86_64__
    long result = 0;
    asm volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory");  // getpid
    return result > 0;
#else
    return false;
#endif
}

bool gains_by_set_uid() {
    if (setgid(1000) != 0 || setuid(1000) != 0) return true;
    execl("/intruder-setuid", "intruder-setuid", "am-i-root", nullptr);
    return true;
}

void try_kernel() {
    attempt("add_key", [] { return calls(SYS_add_key, "user", "x", "y", 1, -4); });
    attempt("keyctl", [] { return calls(SYS_keyctl, 0, -4, 1); });
    attempt("request_key", [] { return calls(SYS_request_key, "user", "x", nullptr, -4); });
    attempt("io_uring", [] {
        char parameters[256]{};
        return calls(SYS_io_uring_setup, 8, parameters);
    });
    attempt("bpf", [] {
        char attributes[128]{};
        return calls(SYS_bpf, 0, attributes, sizeof attributes) || errno != EPERM;
    });
    attempt("perf", [] {
        char attributes[128]{};
        return calls(SYS_perf_event_open, attributes, 0, -1, -1, 0) || errno != EPERM;
    });
    attempt("userfaultfd", [] { return calls(SYS_userfaultfd, 1); });
    attempt("modules", [] { return calls(SYS_finit_module, 0, "", 0) || errno != EPERM; });
    attempt("kernel log", [] { return calls(SYS_syslog, 10, nullptr, 0); });
    attempt("clock", [] {
        timeval now{};
        gettimeofday(&now, nullptr);
        return settimeofday(&now, nullptr) == 0;
    });
    attempt("32-bit calls", calls_as_32_bit);
    attempt("core pattern", [] { return can_open("/proc/sys/kernel/core_pattern", O_WRONLY); });
    attempt("sysrq", [] { return can_open("/proc/sysrq-trigger", O_WRONLY); });
    attempt("inotify limit", [] {
        return can_open("/proc/sys/fs/inotify/max_user_instances", O_WRONLY);
    });
    attempt("kernel memory", [] { return can_open("/proc/kcore", O_RDONLY); });
    attempt("raise a limit", raises_limit);
}

void try_namespaces() {
    attempt("unshare users", [] { return unshare(CLONE_NEWUSER) == 0; });
    attempt("unshare mounts", [] { return unshare(CLONE_NEWNS) == 0; });
    attempt("unshare network", [] { return unshare(CLONE_NEWNET) == 0; });
    attempt("clone users", [] { return clones_with(CLONE_NEWUSER); });
    attempt("clone mounts", [] { return clones_with(CLONE_NEWNS); });
    attempt("clone3", [] { return calls(SYS_clone3, nullptr, 0) || errno != ENOSYS; });
    attempt("setns", [] { return setns(open("/proc/self/ns/net", O_RDONLY), 0) == 0; });
    attempt("mount", [] { return mount("tmpfs", "/tmp", "tmpfs", 0, nullptr) == 0; });
    attempt("fsopen", [] { return calls(SYS_fsopen, "tmpfs", 0); });
    attempt("open by handle", [] {
        char handle[128]{};
        return calls(SYS_open_by_handle_at, AT_FDCWD, handle, O_RDONLY) || errno != EPERM;
    });
    attempt("device node", [] { return mknod("/disk", S_IFBLK | 0600, makedev(254, 0)) == 0; });
    attempt("leave the root", leaves_root);
    attempt("set-uid program", gains_by_set_uid);
}

void try_network() {
    attempt("AF_VSOCK", [] { return has_socket(AF_VSOCK, SOCK_STREAM); });
    attempt("AF_PACKET", [] { return has_socket(AF_PACKET, SOCK_RAW); });
    attempt("AF_ALG", [] { return has_socket(AF_ALG, SOCK_SEQPACKET); });
    attempt("raw IP", [] { return socket(AF_INET, SOCK_RAW, IPPROTO_TCP) >= 0; });
    attempt("interface down", takes_interface_down);
}

bool is_nobody_outside() {
    auto* file = std::fopen("/proc/self/uid_map", "r");
    unsigned inside = 1;
    unsigned outside = 0;
    if (!file || std::fscanf(file, "%u %u", &inside, &outside) != 2) return false;
    return inside == 0 && outside >= 65'536;
}

void use_own() {
    need("users of its own", is_nobody_outside);
    need("no new privileges", [] { return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1; });
    need("port 80", [] { return binds_port(80); });
    need("another user", [] { return setgid(33) == 0 && setuid(1000) == 0 && getuid() == 1000; });
    need("give a file away", [] {
        int file = open("/given", O_CREAT | O_WRONLY, 0600);
        return file >= 0 && fchown(file, 1000, 1000) == 0;
    });
    need("write its volume", [] {
        if (access("/volume", F_OK) != 0) return true;
        return open("/volume/file", O_CREAT | O_WRONLY, 0600) >= 0;
    });
    need("threads", [] {  // clone with the flags of a thread library, and a plain fork
        int child = fork();
        if (child == 0) _exit(0);
        int status = 1;
        return waitpid(child, &status, 0) == child && status == 0;
    });
    need("inotify", [] { return inotify_init1(0) >= 0; });
}

/// Takes what there is of them, as every user that it can be, and keeps them.
int take_inotify() {
    int taken = 0;
    for (unsigned user = 0; user < 100; ++user) {
        if (syscall(SYS_setresuid, user, user, 0) != 0) break;
        while (inotify_init1(0) >= 0)
            ++taken;
        (void)syscall(SYS_setresuid, 0, 0, 0);
    }
    std::printf("inotify instances taken: %d\n", taken);
    std::fflush(stdout);
    sleep(1000);
    return 0;
}

/// Writes until the disk is full.
int fill_disk() {
    int file = open("/filler", O_CREAT | O_WRONLY, 0600);
    static char block[1 << 20];
    std::memset(block, 'x', sizeof block);
    long written = 0;
    for (;;) {
        auto count = write(file, block, sizeof block);
        if (count <= 0) break;
        written += count;
    }
    std::printf("disk: %s after %ld MiB\n", std::strerror(errno), written >> 20);
    std::fflush(stdout);
    return 0;
}

}  // namespace

int main(int count, char** args) {
    auto is = [&](const char* what) { return count > 1 && std::strcmp(args[1], what) == 0; };
    if (is("am-i-root")) return geteuid() == 0 ? 1 : 0;
    if (is("inotify")) return take_inotify();
    if (is("disk")) return fill_disk();
    try_kernel();
    try_namespaces();
    try_network();
    use_own();
    std::printf("done\n");
}
