// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace atlas::net {

/// A limit on the bytes of request bodies that all connections of one server hold in memory
/// together. Any thread.
class BodyBudget {
public:
    explicit BodyBudget(std::uint64_t bytes_max) : bytes_max_(bytes_max) {}

    /// Takes the bytes from the budget; false, and without effect, if they exceed what is left.
    bool take(std::uint64_t bytes) {
        auto before = taken_.fetch_add(bytes);
        if (before + bytes <= bytes_max_) return true;
        taken_ -= bytes;
        return false;
    }
    void give_back(std::uint64_t bytes) { taken_ -= bytes; }
    std::uint64_t taken() const { return taken_; }

private:
    const std::uint64_t bytes_max_;
    std::atomic<std::uint64_t> taken_ = 0;
};

}  // namespace atlas::net
