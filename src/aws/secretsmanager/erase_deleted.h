// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "aws/secretsmanager/state.h"
#include "base/lifetime.h"

namespace atlas::aws::secretsmanager {

/// Erases secrets for good once their deletion date has passed, also those whose date passed while
/// the region was stopped. Region thread only.
class SecretEraser {
public:
    explicit SecretEraser(State& state) : state_(state) {}
    void start(Host& host);
    /// A secret got a deletion date, and that is on the disk.
    void deletion_planned();

private:
    void erase_due();
    std::optional<Time> next_date() const;

    State& state_;
    Host* host_ = nullptr;
    std::optional<Time> armed_for_;
    Lifetime life_;
};

}  // namespace atlas::aws::secretsmanager
