// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "aws/wire/answer.h"
#include "aws/wire/principal.h"
#include "base/clock.h"
#include "base/executor.h"
#include "base/random.h"

namespace atlas::aws {

class Call;

/// Where this region is: constant after the start.
struct Place {
    std::string account;               // 12 digits, this region's own
    std::string region = "us-east-1";  // AWS_REGION
    std::string partition = "aws";
    std::vector<std::string> zones;  // us-east-1a, -1b, -1c
    std::string
        id;  // the region's short id: 6 lower-case hex digits, in every kernel object's name
    std::string suffix = "atlas.test";  // names end in it
    std::string home;                   // ATLAS_HOME, absolute
    std::string endpoint;               // http://127.0.0.1:4566
};

/// What the region gives each of its services. One per region; outlives the services.
class Host {
public:
    virtual ~Host() = default;
    virtual const Place& place() const = 0;
    virtual const Clock& clock() const = 0;
    virtual Random& random() = 0;
    /// The region thread: owns all state. Handlers and reconcilers' decisions run here.
    virtual Executor& region_thread() = 0;
    /// For slow work; results come back by posting to the region thread.
    virtual Workers& workers() = 0;
    /// Runs `decide` at once with a Call of its own in the name of `as`, and commits what it
    /// changed; what the call asked for by `after_commit` follows. For reconcilers. Region thread
    /// only.
    virtual void transact(const Principal& as, const std::function<void(Call&)>& decide) = 0;
    /// Something that an operation would answer is no longer as it was: rows (the dispatcher says
    /// so) or what an engine observed. Region thread only.
    virtual void note_change() {}
    /// One operation by itself in the name of `as`: authorize → handle → commit. `then` gets its
    /// answer on the region thread: at once, or later where a worker finds it. Typed in perform.h.
    /// Region thread only.
    virtual void perform_value(
        const Principal& as,
        std::string_view service,
        std::string_view operation,
        const json::Value& input,
        std::move_only_function<void(Answer<json::Value>)> then
    ) = 0;
};

}  // namespace atlas::aws
