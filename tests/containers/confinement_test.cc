// SPDX-License-Identifier: Apache-2.0
// What a task can reach from inside: a program that tries everything runs as its root user.
#include <cstddef>
#include <set>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "container/task_disk.h"
#include "linux/user_namespace.h"
#include "region.h"

using namespace atlas;
using namespace atlas::supervisor;
using namespace atlas::test;

namespace {

/// A layer with a shell and the intruder, also as a set-uid program.
std::string intruder_layer(const Region& region) {
    auto layer = shell_layer(region.home / "layer");
    for (const auto* name : {"/intruder", "/intruder-setuid"})
        fs::copy_file(ATLAS_INTRUDER, layer + name, fs::copy_options::overwrite_existing);
    REQUIRE(chmod((layer + "/intruder-setuid").c_str(), 04755) == 0);
    return layer;
}

// What container engines leave to a task's root user.
const std::vector<std::string> root_capabilities{
    "CAP_CHOWN",
    "CAP_DAC_OVERRIDE",
    "CAP_FOWNER",
    "CAP_FSETID",
    "CAP_KILL",
    "CAP_SETGID",
    "CAP_SETUID",
    "CAP_SETPCAP",
    "CAP_NET_BIND_SERVICE",
    "CAP_SYS_CHROOT",
    "CAP_SETFCAP",
};

WorkloadSpec intruder(Region& region, const std::string& id, std::vector<std::string> args) {
    auto spec = region.confined(shell(id, ""), intruder_layer(region));
    spec.args = {"/intruder"};
    spec.args.insert(spec.args.end(), args.begin(), args.end());
    spec.capabilities = root_capabilities;
    spec.stop_signal = SIGKILL;
    return spec;
}

/// From here on, this process and its children get EMFILE for every inotify instance.
bool refuse_inotify() {
    sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_inotify_init1, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EMFILE),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    sock_fprog program{static_cast<unsigned short>(std::size(filter)), filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

std::uint32_t first_user_of(const std::string& name) {
    auto space = linux::open_namespace(name);
    REQUIRE(space);
    auto users = linux::user_namespace_of(space.value());
    REQUIRE(users);
    return linux::first_user_of(users.value()).value();
}

}  // namespace

TEST_CASE("root in a task reaches nothing outside it, and does what an image's root must") {
    if (!can_run()) return;
    Region region;
    auto spec = intruder(region, "intruder", {});
    spec.mounts = {{region.home / "volume", "/volume", false, false, true}};
    region.must_start(spec);
    CHECK(region.wait_exit().code == 0);
    for (const auto& line : region.lines) {
        CHECK_FALSE_MESSAGE(line.ends_with("REACHED"), line);
        CHECK_FALSE_MESSAGE(line.ends_with("FAILS"), line);
    }
    CHECK(region.lines.size() > 35);
    CHECK(region.lines.back() == "done");
    struct stat written{};
    REQUIRE(stat((region.home / "volume/file").c_str(), &written) == 0);
    CHECK(written.st_uid == first_user_of(region.namespaces[0]));
}

TEST_CASE("a task that takes every inotify instance takes them from itself alone") {
    if (!can_run()) return;
    Region region;
    region.must_start(intruder(region, "taker", {"inotify"}));
    REQUIRE(region.loop.run_until([&] { return !region.lines.empty(); }));
    MESSAGE(region.lines[0]);
    linux::Fd own(inotify_init1(IN_CLOEXEC));
    CHECK(own);
    region.restart();
    auto other = intruder(region, "other", {});
    region.lines.clear();
    region.must_start(other);
    CHECK(region.wait_line("inotify works"));
    region.wait_exit();
    region.stop("taker");
}

TEST_CASE("a region starts, tells lines and ends where the machine has no inotify instance left") {
    if (!can_run()) return;
    // In a child, with everything that it starts: the machine's own are for others too.
    int child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        if (!refuse_inotify() || inotify_init1(0) >= 0) _exit(2);
        bool told = false;
        {
            Region region;
            auto spec = shell("told", "echo one; sleep 0.5; echo two; sleep 100");
            spec.stop_signal = SIGKILL;
            region.must_start(spec);
            told = region.wait_line("one") && region.wait_line("two");
            region.stop("told");
        }
        _exit(told ? 0 : 1);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
}

TEST_CASE("two tasks have no user in common, and the host has none of theirs") {
    if (!can_run()) return;
    Region region;
    auto layer = shell_layer(region.home / "layer");
    std::set<std::uint32_t> firsts;
    for (const auto* id : {"first", "second", "third"}) {
        auto spec = region.confined(shell(id, "echo up; sleep 1000"), layer);
        spec.stop_signal = SIGKILL;
        auto running = region.must_start(spec);
        REQUIRE(region.wait_line("up"));
        struct stat process{};
        REQUIRE(stat(("/proc/" + std::to_string(running.pid)).c_str(), &process) == 0);
        CHECK(process.st_uid == first_user_of(region.namespaces.back()));
        CHECK(process.st_uid >= 0x7000'0000);
        firsts.insert(process.st_uid);
    }
    CHECK(firsts.size() == 3);
}

TEST_CASE("what a layer says of owners is meant inside the task, and its root is closed to others"
) {
    if (!can_run()) return;
    Region region;
    auto layer = shell_layer(region.home / "layer");
    std::ofstream(layer + "/private") << "of 33\n";
    REQUIRE(chown((layer + "/private").c_str(), 33, 34) == 0);
    REQUIRE(chmod((layer + "/private").c_str(), 0600) == 0);
    auto spec = region.confined(shell("owners", "cat /private; sleep 1000"), layer);
    spec.rootfs.trust_region = true;
    spec.user = "web";
    spec.stop_signal = SIGKILL;
    region.must_start(spec);
    CHECK(region.wait_line("of 33"));
    auto folder = region.home / "run" / region.id / "roots/owners";
    struct stat status{};
    REQUIRE(stat(folder.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0710);
    CHECK(status.st_gid == first_user_of(region.namespaces[0]));
}

TEST_CASE("a command runs inside a task with its users, also after the region came back") {
    if (!can_run()) return;
    Region region;
    auto spec = region.confined(shell("asked", "sleep 1000"), shell_layer(region.home / "layer"));
    spec.stop_signal = SIGKILL;
    region.must_start(spec);
    region.restart();
    std::optional<Result<int>> code;
    region.supervisor->exec(
        "asked",
        {"/bin/sh", "-c", "read a b c < /proc/self/uid_map; test $b -ge 65536"},
        5s,
        [&](Result<int> result) { code = std::move(result); }
    );
    REQUIRE(region.loop.run_until([&] { return code.has_value(); }));
    REQUIRE_MESSAGE(code->ok(), (code->ok() ? "" : code->error().message()));
    CHECK(code->value() == 0);
}

TEST_CASE("a user that a task has not, and a namespace of the host's users, are refused by name") {
    if (!can_run()) return;
    Region region;
    auto layer = shell_layer(region.home / "layer");
    auto spec = region.confined(shell("far", "true"), layer);
    spec.user = "70000";
    auto far = region.start(spec);
    REQUIRE_FALSE(far.ok());
    CHECK(far.error().message().contains("user 70000"));
    auto name = "atlastest-" + region.id + "-plain";
    region.namespaces.push_back(name);
    REQUIRE(linux::create_namespace(name));
    spec.user = "";
    spec.network.path = linux::namespace_path(name);
    auto plain = region.start(spec);
    REQUIRE_FALSE(plain.ok());
    CHECK(plain.error().message().contains("belongs to the host's users"));
}

TEST_CASE("a workload's resource limits hold, whether the region may raise limits or not") {
    if (!can_run()) return;
    Region region;
    auto spec = region.confined(
        shell("limited", "ulimit -Sn; ulimit -Hn; ulimit -Hc"), shell_layer(region.home / "layer")
    );
    spec.limits.resources = {{RLIMIT_NOFILE, 200, 300}, {RLIMIT_CORE, 0, 0}};
    region.must_start(spec);
    region.wait_exit();
    CHECK(region.lines == std::vector<std::string>{"200", "300", "0"});
}

TEST_CASE("a root filesystem that is to be read-only is, and a task starts in 0.3 s") {
    if (!can_run()) return;
    Region region;
    auto layer = shell_layer(region.home / "layer");
    auto best = 10'000ms;
    for (int round = 0; round < 5; ++round) {
        auto spec = region.confined(
            shell("quick-" + std::to_string(round), "echo x > /new; sleep 1000"), layer
        );
        spec.read_only_root = true;
        spec.stop_signal = SIGKILL;
        auto begin = std::chrono::steady_clock::now();
        region.must_start(spec);
        best = std::min(
            best,
            std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::steady_clock::now() - begin
            )
        );
        CHECK(region.wait_line("/bin/sh: 1: cannot create /new: Read-only file system"));
        region.stop(spec.id);
    }
    MESSAGE("best of five starts: ", best.count(), " ms");
    CHECK(best < 1000ms);
}

TEST_CASE("a task that fills its disk is told so itself, and nobody else is") {
    if (!can_run()) return;
    if (container::disk_kind() != container::DiskKind::image) return;
    Region region;
    auto spec = intruder(region, "filler", {"disk"});
    spec.disk = {"task", 64 << 20};
    auto volume = region.home / "task-disks/task/volumes/0";
    spec.mounts = {{volume, "/volume", false, false, true}};
    region.must_start(spec);
    CHECK(region.wait_exit().code == 0);
    REQUIRE(region.lines.size() == 1);
    CHECK(region.lines[0].starts_with("disk: No space left on device after "));
    std::ofstream(region.home / "still-room") << "yes";
    CHECK(text_of(region.home / "still-room") == "yes");
    // The next container of the task finds the same disk, and what its volume holds; so it does
    // after the region came back.
    REQUIRE(fs::remove(region.home / "task-disks/task/filler/upper/filler"));
    std::ofstream(volume / "kept") << "kept\n";
    region.restart();
    auto next = region.confined(shell("next", "cat /volume/kept"), region.home / "layer");
    next.disk = spec.disk;
    next.mounts = spec.mounts;
    region.lines.clear();
    region.must_start(next);
    region.wait_exit();
    CHECK(region.lines == std::vector<std::string>{"kept"});
}

TEST_CASE("settings of a container are what its process finds") {
    if (!can_run()) return;
    if (!fs::exists("/usr/bin/catatonit")) return;
    Region region;
    auto spec = region.confined(
        shell(
            "settings",
            "echo pid $$; cat /proc/sys/net/core/somaxconn /proc/sys/kernel/shmmni; "
            "while read d p t o; do case $p in /dev/shm|/scratch) echo $p $o;; esac; done "
            "< /proc/mounts; while read k v; do test $k = CapEff: && echo $v; done < "
            "/proc/self/status"
        ),
        shell_layer(region.home / "layer")
    );
    spec.init = true;
    spec.shared_memory_bytes = 128 << 20;
    spec.kernel_parameters = {{"net.core.somaxconn", "777"}, {"kernel.shmmni", "99"}};
    Mount tmpfs;
    tmpfs.target = "/scratch";
    tmpfs.tmpfs = true;
    tmpfs.options = {"noexec", "size=16m"};
    spec.mounts = {tmpfs};
    region.must_start(spec);
    region.wait_exit();
    std::string all;
    for (const auto& line : region.lines)
        all += line + "\n";
    CAPTURE(all);
    CHECK_FALSE(all.contains("pid 1\n"));
    CHECK(all.contains("777\n99\n"));
    CHECK(all.contains("size=131072k"));
    CHECK(all.contains("size=16384k"));
    CHECK(all.contains("noexec"));
    CHECK(all.contains("0000000000000000\n"));
}
