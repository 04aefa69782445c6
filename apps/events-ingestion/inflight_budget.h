// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

namespace atlas::ingestion {

/// The bytes that all requests together may hold, from the first byte of a body to the answer. Any
/// thread.
class InflightBudget {
public:
    explicit InflightBudget(std::size_t bytes_max) : bytes_max_(bytes_max) {}
    std::size_t held_bytes() const { return held_bytes_; }

    /// One request's share, given back at the latest when it is destroyed, so however the request
    /// ends. One thread at a time.
    class Hold {
    public:
        explicit Hold(std::shared_ptr<InflightBudget> budget) : budget_(std::move(budget)) {}
        Hold(Hold&& other) noexcept;
        Hold& operator=(Hold&&) = delete;
        ~Hold() { release(); }

        /// Makes the share that large. False, and nothing changed, where the budget has not enough.
        [[nodiscard]] bool resize(std::size_t bytes);
        void release();

    private:
        std::shared_ptr<InflightBudget> budget_;
        std::size_t bytes_ = 0;
    };

private:
    bool take(std::size_t bytes);

    const std::size_t bytes_max_;
    std::atomic<std::size_t> held_bytes_ = 0;
};

}  // namespace atlas::ingestion
