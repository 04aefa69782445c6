// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "aws/secretsmanager/state.h"
#include "base/lifetime.h"

namespace atlas::aws::secretsmanager {

/// Erases the rows of secrets whose deletion date has passed, including those whose date passed
/// while the region was stopped. Keeps one timer, for the earliest date. Owned by the service.
/// Region thread only.
class SecretEraser {
public:
    explicit SecretEraser(State& state) : state_(state) {}
    /// Erases what is due and sets the timer. Once, after the rows are loaded.
    void start(Host& host);
    /// Sets the timer for a new deletion date, which must be on the disk.
    void deletion_planned();

private:
    void erase_due();
    std::optional<Time> next_date() const;

    State& state_;
    Host* host_ = nullptr;           // null before `start`
    std::optional<Time> armed_for_;  // the date that the valid timer is set for
    Lifetime life_;
};

}  // namespace atlas::aws::secretsmanager
