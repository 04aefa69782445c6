// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/random.h"
#include "base/result.h"
#include "linux/fd.h"

namespace atlas::region {

/// What identifies a region across restarts. Made at its first start and kept in
/// ATLAS_HOME/identity.json.
struct Identity {
    std::string id;       // 6 lower-case hex digits
    std::string account;  // 12 digits
    static void fields(auto& self, auto&& field) {
        field("Id", self.id);
        field("Account", self.account);
    }
};

/// The folder of one region (ATLAS_HOME). Layout:
///
///     identity.json  store.db  ca/  elb/  msk/  run/ …    each kept by the part it is named after
///     lock                                                 held by the running region process
///     endpoint                                             the API's URL, while the region runs
class Home {
public:
    /// Makes the folder (mode 0700) and the identity if they are missing. io: the identity is
    /// damaged, or it is missing although other files of a region are there. conflict: the folder
    /// belongs to another user, who could otherwise choose what runs as root.
    static Result<Home> open(const std::string& path, Random& random);

    const std::string& path() const { return path_; }
    const Identity& identity() const { return identity_; }
    /// Takes the lock for this process, until it exits. conflict: another region runs in this home.
    Result<> lock();
    /// Replaces a text file of the home atomically and durably (mode 0600).
    Result<> write(const std::string& name, const std::string& text) const;
    /// not_found if there is no such file.
    Result<std::string> read(const std::string& name) const;
    void remove(const std::string& name) const;

private:
    std::string path_;
    Identity identity_;
    linux::Fd lock_;
};

/// ATLAS_HOME, or `.atlas` in the launcher's folder (`root`); absolute.
std::string home_path(const std::string& root);
/// The identity of the region of this home. Each field is validated, because paths are built from
/// them. not_found: no region has been started here; io: damaged, or not readable by this user.
Result<Identity> read_identity(const std::string& home);
/// The pid of the process that holds the lock of this home; 0 if nobody holds it.
int running_pid(const std::string& home);
/// Blocks until no process holds the lock; false if one still holds it after `at_most`.
bool await_unlocked(const std::string& home, std::chrono::milliseconds at_most);

}  // namespace atlas::region
