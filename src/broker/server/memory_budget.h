// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace atlas::broker {

/// Bytes that the frames of all connections may hold at once. A frame's room is taken before it is
/// read, so that each frame that was begun can be finished. Loop thread only.
class MemoryBudget {
public:
    explicit MemoryBudget(std::size_t bytes_max) : left_(bytes_max), bytes_max_(bytes_max) {}
    bool take(std::size_t bytes) {
        if (bytes > left_) return false;
        left_ -= bytes;
        return true;
    }
    void give_back(std::size_t bytes) { left_ += bytes; }
    std::size_t bytes_max() const { return bytes_max_; }
    std::size_t used() const { return bytes_max_ - left_; }

private:
    std::size_t left_;
    std::size_t bytes_max_;
};

}  // namespace atlas::broker
