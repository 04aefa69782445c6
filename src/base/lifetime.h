// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

namespace atlas {

/// Turns callbacks of an object into no-ops once that object is destroyed: posted tasks, timers,
/// results of workers. Declare it as the last member of its owner, so that it is destroyed first.
/// The owner must be destroyed on the thread on which the guarded callbacks run.
class Lifetime {
public:
    Lifetime() = default;
    Lifetime(const Lifetime&) = delete;
    Lifetime& operator=(const Lifetime&) = delete;
    ~Lifetime() { *alive_ = false; }

    /// Wraps `callback` so that it does nothing once the owner is destroyed.
    template <typename Callback>
    auto guard(Callback callback) const {
        return [alive = alive_, callback = std::move(callback)](auto&&... arguments) mutable {
            if (*alive) callback(std::forward<decltype(arguments)>(arguments)...);
        };
    }

private:
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace atlas
