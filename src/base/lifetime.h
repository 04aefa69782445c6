// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

namespace atlas {

/// Stands for the life of the object that owns it, whose callbacks may be called after its end:
/// what was posted, a timer, an answer from a worker. The last member of its owner, so that it ends
/// first. Its owner and its guarded callbacks share one thread.
class Lifetime {
public:
    Lifetime() = default;
    Lifetime(const Lifetime&) = delete;
    Lifetime& operator=(const Lifetime&) = delete;
    ~Lifetime() { *alive_ = false; }

    /// `callback`, which does nothing once the owner has ended.
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
