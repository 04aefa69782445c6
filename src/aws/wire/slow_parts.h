// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>

#include "aws/wire/host.h"
#include "aws/wire/service.h"

namespace atlas::aws {

/// Runs the slow parts of operations on the region's workers, at most four at once, so that workers
/// remain free for code that starts processes. Further parts wait in order of arrival. Owned by the
/// dispatcher; must outlive the parts that it runs. Region thread only.
class SlowParts {
public:
    static constexpr int at_once_max = 4;
    using Then = std::move_only_function<void(Answer<json::Value>)>;

    explicit SlowParts(Host& host) : host_(host) {}
    /// `then` gets the part's answer on the region thread, never before `run` returns.
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
