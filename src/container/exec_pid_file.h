// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "container/cgroup.h"

namespace atlas::container {

/// The file in which runc notes the pid of one command that it runs in a container. Each command
/// has its own, so that none finds the process of another. Removed by the destructor. Blocking; one
/// thread at a time.
class ExecPidFile {
public:
    /// Creates an empty file "<id>.<random>.exec" in the folder.
    static Result<ExecPidFile> make(const std::string& folder, const std::string& id);
    ~ExecPidFile();
    ExecPidFile(ExecPidFile&& other) noexcept : path_(std::exchange(other.path_, "")) {}
    ExecPidFile& operator=(ExecPidFile&&) = delete;

    const std::string& path() const { return path_; }
    /// Kills the process that is noted, if it is in `group`. No effect if none is noted, it has
    /// ended, or its pid is that of a process elsewhere by now.
    void kill_noted(const Cgroup& group) const;

    /// Whether a name in the folder is that of such a file, or of runc's draft of one.
    static bool is_name(std::string_view name);
    /// Removes what processes that were killed have left of a container.
    static void remove_all(const std::string& folder, const std::string& id);

private:
    explicit ExecPidFile(std::string path) : path_(std::move(path)) {}

    std::string path_;
};

}  // namespace atlas::container
