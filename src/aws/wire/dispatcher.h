// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/wire/host.h"
#include "aws/wire/identity.h"
#include "aws/wire/service.h"
#include "net/http.h"
#include "store/store.h"

namespace atlas::aws {

/// Carries out every API call of the region. Made and owned by region/; outlives all calls. The
/// path of a call:
///
///     io thread: find service and operation → verify SigV4 → decode and validate the input
///     region thread: authorize, then replay a kept answer, or handle → batch
///     store thread: commit, then encode and send
///
/// A call that changes nothing is encoded and sent on the region thread if no earlier batch is
/// still on its way to the disk; otherwise it waits for that batch, so a client never sees a change
/// that a crash could undo.
///
/// An operation that blocks on a disk or a process (`slow_operation`) begins on the region thread,
/// and a worker computes its answer. A retry of the same attempt that arrives before the answer
/// waits for it.
///
/// An operation that is not implemented gets 501 NotImplemented with its name (never 500, which
/// SDKs retry). Answers of mutations are kept for retries by access key, operation,
/// amz-sdk-invocation-id and payload; see kept_answers.h.
class Dispatcher {
public:
    static std::unique_ptr<Dispatcher> create(
        Host& host,
        store::Store& store,
        const Identities& identities,
        const std::vector<Service*>& services,
        std::string sealing_key  // 32 bytes, encrypts the kept answers
    );
    virtual ~Dispatcher() = default;

    /// The request handler for net::Server. Runs on any io thread.
    virtual net::Handler handler() = 0;
    /// While `shortage` returns a reason (a full disk), operations that need more of it are refused
    /// before their handler runs: ServiceUnavailable, 503. Reads and operations that free space
    /// still run (`ActionAccess::grows`), and so do calls of the region's own services. `shortage`
    /// is called on the region thread. To be called once, before the first request.
    virtual void refuse_growth_when(std::function<std::optional<std::string>()> shortage) = 0;
    /// For net::ServerOptions: the answer to a client whose body finds no room in the server's
    /// memory budget: ServiceUnavailable, 503, in the form of the protocol. SDKs retry it. Only the
    /// head of `request` is known. Any io thread.
    virtual net::Response overloaded(const net::Request& request) = 0;
    /// Implements Host::transact. Region thread only.
    virtual void transact(const Principal& as, const std::function<void(Call&)>& decide) = 0;
    /// Implements Host::perform_value. Region thread only.
    virtual void perform_value(
        const Principal& as,
        std::string_view service,
        std::string_view operation,
        const json::Value& input,
        std::move_only_function<void(Answer<json::Value>)> then
    ) = 0;
    /// Loads one stored row of a "wire." table. At the region's start, before the first call.
    virtual Result<> load(const store::Row& row) = 0;
};

}  // namespace atlas::aws
