// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"

namespace atlas::network {

/// Leases a region's loopback addresses to owners. They are kept in the file `addresses`, one line
/// per owner. Addresses .1 to .9 stay free for the region itself. Any thread.
class Addresses {
public:
    /// Makes `directory` if it is missing. Leases outside `block` are dropped, because the region's
    /// block has changed.
    static Result<std::unique_ptr<Addresses>> open(std::string directory, std::string block);

    /// The owner's address, or a free one that it gets from now on. exhausted: all 245 are leased.
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
