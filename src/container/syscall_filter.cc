// SPDX-License-Identifier: Apache-2.0
#include "container/syscall_filter.h"

#include <cerrno>
#include <ranges>
#include <string_view>

#include <linux/sched.h>
#include <sys/socket.h>

namespace atlas::container {

namespace {

using json::Array;
using json::Object;

// By subject. Names that this architecture lacks have no effect.
constexpr std::string_view files =
    "access chdir chmod chown chroot close close_range copy_file_range creat dup dup2 dup3 "
    "faccessat faccessat2 fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat "
    "fcntl fdatasync fgetxattr file_getattr file_setattr flistxattr flock fremovexattr "
    "fsetxattr fstat fstatfs fsync ftruncate futimesat getcwd getdents getdents64 getxattr "
    "getxattrat inotify_add_watch inotify_init inotify_init1 inotify_rm_watch ioctl lchown "
    "lgetxattr link linkat listxattr listxattrat llistxattr lremovexattr lseek lsetxattr lstat "
    "mkdir mkdirat mknod mknodat name_to_handle_at newfstatat open openat openat2 pread64 "
    "preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv "
    "removexattr removexattrat rename renameat renameat2 rmdir sendfile setxattr setxattrat "
    "splice stat statfs statx symlink symlinkat sync sync_file_range syncfs tee truncate umask "
    "unlink unlinkat utime utimensat utimes vmsplice write writev";
constexpr std::string_view waiting =
    "epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 "
    "io_cancel io_destroy io_getevents io_pgetevents io_setup io_submit pause poll ppoll "
    "pselect6 select signalfd signalfd4 timerfd_create timerfd_gettime timerfd_settime";
constexpr std::string_view processes =
    "alarm arch_prctl capget capset execve execveat exit exit_group fork futex futex_requeue "
    "futex_waitv futex_wait futex_wake get_robust_list get_thread_area getcpu getegid geteuid "
    "getgid getgroups getitimer getpgid getpgrp getpid getppid getpriority getresgid getresuid "
    "getrlimit getrusage getsid gettid getuid ioprio_get ioprio_set kill landlock_add_rule "
    "landlock_create_ruleset landlock_restrict_self membarrier modify_ldt pidfd_open "
    "pidfd_send_signal prctl prlimit64 process_mrelease process_vm_readv process_vm_writev "
    "ptrace restart_syscall rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo "
    "rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sched_get_priority_max "
    "sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler "
    "sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam sched_setscheduler "
    "sched_yield seccomp set_robust_list set_thread_area set_tid_address setfsgid setfsuid "
    "setgid setgroups setitimer setpgid setpriority setregid setresgid setresuid setreuid "
    "setrlimit setsid setuid sigaltstack sysinfo tgkill times tkill uname vfork wait4 waitid";
constexpr std::string_view memory =
    "brk cachestat madvise map_shadow_stack memfd_create memfd_secret mincore mlock mlock2 "
    "mlockall mmap mprotect mremap mseal msync munlock munlockall munmap pkey_alloc pkey_free "
    "pkey_mprotect remap_file_pages";
constexpr std::string_view messages =
    "accept accept4 bind connect getpeername getsockname getsockopt listen mq_getsetattr "
    "mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink msgctl msgget msgrcv msgsnd pipe "
    "pipe2 recvfrom recvmmsg recvmsg semctl semget semop semtimedop sendmmsg sendmsg sendto "
    "setsockopt shmat shmctl shmdt shmget shutdown";
constexpr std::string_view clocks =
    "clock_getres clock_gettime clock_nanosleep getrandom gettimeofday nanosleep time "
    "timer_create timer_delete timer_getoverrun timer_gettime timer_settime";
// Reading the clock state needs no privilege; setting it needs CAP_SYS_TIME, which no container
// has.
constexpr std::string_view clock_state = "adjtimex clock_adjtime";
constexpr std::string_view with_ptrace = "kcmp pidfd_getfd process_madvise";

constexpr std::int64_t namespaces = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                                    CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;

// PER_LINUX, PER_LINUX32, UNAME26, both, and 0xffffffff, which queries the value.
constexpr std::int64_t personalities[] = {0, 0x8, 0x20000, 0x20008, 0xffffffff};
constexpr std::int64_t socket_families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};

/// `names` are separated by single spaces.
Object rule(std::string_view names, const char* action) {
    Array list;
    for (auto word : std::views::split(names, ' '))
        list.emplace_back(std::string_view(word));
    Object made;
    made["names"] = std::move(list);
    made["action"] = action;
    return made;
}

Object allow(std::string_view names) {
    return rule(names, "SCMP_ACT_ALLOW");
}

/// Allows a call if its first argument, masked with `mask`, equals `value`.
Object allow_where(const char* name, std::int64_t mask, std::int64_t value) {
    Object argument;
    argument["index"] = 0;
    argument["value"] = mask;
    argument["valueTwo"] = value;
    argument["op"] = "SCMP_CMP_MASKED_EQ";
    auto made = allow(name);
    made["args"] = Array{std::move(argument)};
    return made;
}

Object refuse(const char* name, int error) {
    auto made = rule(name, "SCMP_ACT_ERRNO");
    made["errnoRet"] = error;
    return made;
}

}  // namespace

json::Value syscall_filter(bool ptrace) {
    constexpr std::int64_t whole = 0xffffffff;  // flags, families, personalities: 32 bits
    Array rules;
    for (auto group : {files, waiting, processes, memory, messages, clocks, clock_state})
        rules.push_back(allow(group));
    if (ptrace) rules.push_back(allow(with_ptrace));
    rules.push_back(allow_where("clone", namespaces, 0));
    rules.push_back(refuse("clone3", ENOSYS));
    for (auto each : personalities)
        rules.push_back(allow_where("personality", whole, each));
    for (auto family : socket_families)
        rules.push_back(allow_where("socket", whole, family));
    rules.push_back(allow_where("socketpair", whole, AF_UNIX));
    Object made;
    made["defaultAction"] = "SCMP_ACT_ERRNO";
    made["defaultErrnoRet"] = EPERM;
    made["syscalls"] = std::move(rules);
    return made;
}

}  // namespace atlas::container
