// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>

#include "aws/wire/host.h"
#include "aws/wire/service.h"

namespace atlas::aws {

/// Slow parts of operations under way: few of them hold a worker at once, so that whoever starts a
/// process finds one too; the others wait in their order. Region thread only; outlives what it
/// runs.
class SlowParts {
public:
    static constexpr int at_once_max = 4;
    using Then = std::move_only_function<void(Answer<json::Value>)>;

    explicit SlowParts(Host& host) : host_(host) {}
    /// `then` runs on the region thread, never before `run` returns.
    void run(SlowPart part, Then then);

private:
    struct Waiting {
        SlowPart part;
        Then then;
    };
    void start_next();

    Host& host_;
    std::deque<Waiting> waiting_;
    int running_ = 0;
};

}  // namespace atlas::aws
