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

/// The region's identity and the names derived from it. Constant after the start.
struct Place {
    std::string account;               // 12 digits, unique to this region
    std::string region = "us-east-1";  // AWS_REGION
    std::string partition = "aws";
    std::vector<std::string> zones;  // us-east-1a, -1b, -1c
    std::string
        id;  // the region's short id: 6 lower-case hex digits, in every kernel object's name
    std::string suffix = "atlas.test";  // the domain of the region's DNS names
    std::string home;                   // ATLAS_HOME, absolute
    std::string endpoint;               // http://127.0.0.1:4566

    /// The ARN of something of this region and account, by the service's IAM prefix:
    /// arn("kms", "key/…") is "arn:aws:kms:us-east-1:123456789012:key/…".
    std::string arn(std::string_view service, std::string_view resource) const;
    /// The same for services that have no region: IAM and STS.
    std::string global_arn(std::string_view service, std::string_view resource) const;
};

/// What the region provides to its services: identity, time, threads, and the execution of
/// operations. One per region, owned by region/; outlives the services.
class Host {
public:
    virtual ~Host() = default;
    virtual const Place& place() const = 0;
    virtual const Clock& clock() const = 0;
    virtual Random& random() = 0;
    /// The thread that owns all state: handlers and the decisions of reconcilers run here. Any
    /// thread may post to it.
    virtual Executor& region_thread() = 0;
    /// Threads for blocking work. A result returns to the region's state only by a post to the
    /// region thread.
    virtual Workers& workers() = 0;
    /// Runs `decide` at once with a new Call as the principal `as`, then queues the commit of its
    /// changes. Returns before they are on the disk: work that must wait for that belongs in the
    /// call's `after_commit`. For reconcilers. Region thread only.
    virtual void transact(const Principal& as, const std::function<void(Call&)>& decide) = 0;
    /// Reports that some operation would give another answer than before, because rows changed (the
    /// dispatcher calls it for these) or because an engine's observed state did. Region thread
    /// only.
    virtual void note_change() {}
    /// Runs one operation as the principal `as`: validate → authorize → handle → commit. `then`
    /// gets the answer on the region thread, at once or, for a `slow_operation`, when a worker has
    /// computed it. The changes may not be on the disk yet when `then` runs. perform.h has the
    /// typed form. Region thread only.
    virtual void perform_value(
        const Principal& as,
        std::string_view service,
        std::string_view operation,
        const json::Value& input,
        std::move_only_function<void(Answer<json::Value>)> then
    ) = 0;
};

}  // namespace atlas::aws
