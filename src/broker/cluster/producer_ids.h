// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/executor.h"
#include "linux/file_system.h"

namespace atlas::broker {

/// Hands out producer ids, each only once, also across a crash: the file stores the start of the
/// next block before an id of the current block is handed out. Owned by main. Loop thread only.
class ProducerIds {
public:
    using Given = std::move_only_function<void(Result<std::int64_t>)>;

    ProducerIds(linux::FileSystem& files, std::string path, Workers& workers, Executor& home)
        : files_(files), path_(std::move(path)), workers_(workers), home_(home) {}

    /// Reads the start of the next block; once, before any `take`. Blocks.
    Result<> load();
    /// Calls `given` at once, or on `home` when the next block is durable. io if the file cannot be
    /// written.
    void take(Given given);

private:
    void reserve();

    linux::FileSystem& files_;
    std::string path_;
    Workers& workers_;
    Executor& home_;
    std::int64_t next_ = 0;
    std::int64_t end_ = 0;  // end of the block that is durable
    std::vector<Given> waiting_;
};

}  // namespace atlas::broker
