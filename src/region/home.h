// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/random.h"
#include "base/result.h"
#include "linux/fd.h"

namespace atlas::region {

/// What makes a region the same one again: made at its first start, kept in
/// ATLAS_HOME/identity.json.
struct Identity {
    std::string id;       // 6 lower-case hex digits
    std::string account;  // 12 digits
    static void fields(auto& self, auto&& field) {
        field("Id", self.id);
        field("Account", self.account);
    }
};

/// One region's folder. Layout:
///
///     identity.json  store.db  ca/  elb/  msk/  run/ …     made and kept by the part that is named
///     lock                                                  held by the process that runs
///     endpoint                                              the URL it answers on, while it runs
class Home {
public:
    /// Makes the folder (mode 0700) and the identity where they are missing. io: the identity is
    /// damaged, or missing beside what a region made; conflict: the folder is another user's, who
    /// could then say what is run as root.
    static Result<Home> open(const std::string& path, Random& random);

    const std::string& path() const { return path_; }
    const Identity& identity() const { return identity_; }
    /// Takes the lock for this process. conflict: another region runs in this home.
    Result<> lock();
    /// A text file of the home, written beside and renamed, mode 0600.
    Result<> write(const std::string& name, const std::string& text) const;
    Result<std::string> read(const std::string& name) const;
    void remove(const std::string& name) const;

private:
    std::string path_;
    Identity identity_;
    linux::Fd lock_;
};

/// ATLAS_HOME, or `.atlas` beside the launcher (`root`), absolute.
std::string home_path(const std::string& root);
/// The identity of the region of this home, each field checked: paths are made of them. not_found:
/// no region was ever started; io: damaged, or not for this user to read.
Result<Identity> read_identity(const std::string& home);
/// Whether a region holds the lock of this home now; its pid, or 0.
int running_pid(const std::string& home);
/// Waits until no process holds the lock; false: one still does.
bool await_unlocked(const std::string& home, std::chrono::milliseconds at_most);

}  // namespace atlas::region
