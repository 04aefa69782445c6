// SPDX-License-Identifier: Apache-2.0
#include "region/home.h"

#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "json/fields.h"
#include "linux/error.h"
#include "linux/file_lock.h"
#include "linux/replace_file.h"

namespace atlas::region {
namespace {

Identity new_identity(Random& random) {
    Identity identity{random.hex(6), random.text(12, "0123456789")};
    // The first digit is not 0, so that no tool reads the account id as octal or drops a digit.
    identity.account[0] = static_cast<char>('1' + (identity.account[0] - '0') % 9);
    return identity;
}

// If two first starts race, the second one must use the identity of the first: `down` could not
// find what a region left under an identity that the home does not contain.
Result<> make_identity(const Home& home, Random& random) {
    auto held = ATLAS_TRY(linux::lock_file(home.path() + "/identity.lock"));
    if (!std::filesystem::exists(home.path() + "/identity.json")) {
        auto identity = json::to_value(new_identity(random));
        ATLAS_TRY(home.write("identity.json", json::serialize_pretty(identity)));
    }
    home.remove("identity.lock");
    return {};
}

struct flock whole_file(short kind) {
    struct flock wanted{};
    wanted.l_type = kind;
    wanted.l_whence = SEEK_SET;
    return wanted;
}

bool all_of(std::string_view text, std::string_view letters) {
    return text.find_first_not_of(letters) == std::string_view::npos;
}

Result<> check(const Identity& identity) {
    if (identity.id.size() != 6 || !all_of(identity.id, "0123456789abcdef"))
        return Error(ErrorCode::io, "Id must be 6 of the digits 0-9 and a-f");
    const auto& account = identity.account;
    if (account.size() != 12 || account[0] == '0' || !all_of(account, "0123456789"))
        return Error(ErrorCode::io, "Account must be 12 digits and begin with no 0");
    return {};
}

Result<> check_owner(const std::string& home) {
    struct stat status{};
    if (::stat(home.c_str(), &status) != 0) return linux::last_error("look at " + home);
    if (status.st_uid == ::geteuid()) return {};
    return Error(
        ErrorCode::conflict,
        home + " belongs to user " + std::to_string(status.st_uid) +
            ", and a region runs as user " + std::to_string(::geteuid()) +
            "; give it a folder of its own in ATLAS_HOME, or chown it"
    );
}

// These files are made after the identity; if one exists, the identity has been lost.
Result<> check_new(const std::string& home) {
    for (const char* name : {"store.db", "sealing.key", "ca", "credentials.json"}) {
        if (!std::filesystem::exists(home + "/" + name)) continue;
        return Error(ErrorCode::io, home + " has " + name + " but no identity.json");
    }
    return {};
}

}  // namespace

Result<Home> Home::open(const std::string& path, Random& random) {
    Home home;
    home.path_ = std::filesystem::absolute(path).lexically_normal().string();
    std::error_code absent;
    if (std::filesystem::exists(home.path_, absent)) ATLAS_TRY(check_owner(home.path_));
    ATLAS_TRY(linux::make_directory(home.path_));
    if (!std::filesystem::exists(home.path_ + "/identity.json")) {
        ATLAS_TRY(check_new(home.path_));
        ATLAS_TRY(make_identity(home, random));
    }
    home.identity_ = ATLAS_TRY(read_identity(home.path_));
    return home;
}

// A record lock belongs to the process, ends with it however it dies, and F_GETLK names its owner.
Result<> Home::lock() {
    lock_ = linux::Fd(::open((path_ + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock_) return linux::last_error("open " + path_ + "/lock");
    auto wanted = whole_file(F_WRLCK);
    if (::fcntl(lock_.number(), F_SETLK, &wanted) == 0) return {};
    return Error(
        ErrorCode::conflict,
        "a region is running in " + path_ + " (pid " + std::to_string(running_pid(path_)) + ")"
    );
}

Result<> Home::write(const std::string& name, const std::string& text) const {
    return linux::replace_file(path_ + "/" + name, text);
}

Result<std::string> Home::read(const std::string& name) const {
    return linux::read_file(path_ + "/" + name);
}

void Home::remove(const std::string& name) const {
    ::unlink((path_ + "/" + name).c_str());
}

std::string home_path(const std::string& root) {
    const char* given = std::getenv("ATLAS_HOME");
    auto path = given && *given ? std::string(given) : root + "/.atlas";
    return std::filesystem::absolute(path).lexically_normal().string();
}

Result<Identity> read_identity(const std::string& home) {
    auto path = home + "/identity.json";
    auto text = ATLAS_TRY(linux::read_file(path));
    Identity identity;
    auto read = [&]() -> Result<> {
        auto value = ATLAS_TRY(json::parse(text));
        ATLAS_TRY(json::from_value(value, identity));
        return check(identity);
    };
    if (auto good = read(); !good)
        return Error(ErrorCode::io, path + ": " + good.error().message());
    return identity;
}

int running_pid(const std::string& home) {
    linux::Fd file(::open((home + "/lock").c_str(), O_RDWR | O_CLOEXEC));
    if (!file) return 0;
    auto asked = whole_file(F_WRLCK);
    if (::fcntl(file.number(), F_GETLK, &asked) < 0 || asked.l_type == F_UNLCK) return 0;
    return asked.l_pid;
}

bool await_unlocked(const std::string& home, std::chrono::milliseconds at_most) {
    using std::chrono::steady_clock;
    auto until = steady_clock::now() + at_most;
    while (int pid = running_pid(home)) {
        linux::Fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
        // Checked again after opening the pidfd: it refers to the lock's holder or to a process
        // that has died, not to one that reuses the pid.
        if (!process || running_pid(home) != pid) continue;
        auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - steady_clock::now());
        if (left.count() <= 0) return false;
        pollfd ended{process.number(), POLLIN, 0};
        (void)::poll(&ended, 1, static_cast<int>(left.count()));
    }
    return true;
}

}  // namespace atlas::region
