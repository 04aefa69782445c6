// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

namespace atlas::ingestion {

/// Bounds the bytes that all requests hold together, each from the first byte of its body to its
/// answer. Any thread.
class InflightBudget {
public:
    explicit InflightBudget(std::size_t bytes_max) : bytes_max_(bytes_max) {}
    std::size_t held_bytes() const { return held_bytes_; }

    /// One request's share, returned by its destructor at the latest, however the request ends. One
    /// thread at a time.
    class Hold {
    public:
        explicit Hold(std::shared_ptr<InflightBudget> budget) : budget_(std::move(budget)) {}
        Hold(Hold&& other) noexcept;
        Hold& operator=(Hold&&) = delete;
        ~Hold() { release(); }

        /// Sets the share to `bytes`. False, without a change, if the budget has too little left.
        [[nodiscard]] bool resize(std::size_t bytes);
        void release();

    private:
        std::shared_ptr<InflightBudget> budget_;
        std::size_t bytes_ = 0;
    };

private:
    /// Adds to held_bytes_ unless that would exceed the limit.
    bool take(std::size_t bytes);

    const std::size_t bytes_max_;
    std::atomic<std::size_t> held_bytes_ = 0;
};

}  // namespace atlas::ingestion
