// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"

namespace atlas::network {

/// Which of a region's loopback addresses belongs to whom: the file `addresses`, one line an owner.
/// The first nine addresses stay free for the region itself. Any thread.
class Addresses {
public:
    /// `directory` is made when absent. An address that is not in `block` (the region's block has
    /// changed) is forgotten.
    static Result<std::unique_ptr<Addresses>> open(std::string directory, std::string block);

    /// The owner's address, a free one where it has none. exhausted: 245 owners have one.
    Result<std::string> lease(const std::string& owner);
    Result<> release(const std::string& owner);

private:
    Addresses(std::string path, std::string block)
        : path_(std::move(path)), block_(std::move(block)) {}
    Result<> save();

    const std::string path_;
    const std::string block_;
    std::mutex mutex_;
    // Guarded by mutex_.
    std::map<std::string, std::string> by_owner_;
};

}  // namespace atlas::network
