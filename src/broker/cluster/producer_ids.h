// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/executor.h"
#include "linux/file_system.h"

namespace atlas::broker {

/// Gives each idempotent producer a number that was never given before, also across a crash: the
/// file says where the next block begins before a number of this block is given. Loop thread only.
class ProducerIds {
public:
    using Given = std::move_only_function<void(Result<std::int64_t>)>;

    ProducerIds(linux::FileSystem& files, std::string path, Workers& workers, Executor& home)
        : files_(files), path_(std::move(path)), workers_(workers), home_(home) {}

    /// Reads where the next block begins. Blocks.
    Result<> load();
    /// Answers at once, or when the next block is on disk.
    void take(Given given);

private:
    void reserve();

    linux::FileSystem& files_;
    std::string path_;
    Workers& workers_;
    Executor& home_;
    std::int64_t next_ = 0;
    std::int64_t end_ = 0;  // of the block that the file knows of
    std::vector<Given> waiting_;
};

}  // namespace atlas::broker
