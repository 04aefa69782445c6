// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "broker/handlers/broker_on_fake_disk.h"

namespace atlas::broker {

/// For tests: a broker with topic `t` (one partition, one record) and group `g` (one commit in
/// `t`).
struct GuardedBroker : BrokerOnFakeDisk {
    GuardedBroker();
    protocol::Uuid topic_id;
    std::string record;  // a batch to produce

    /// A request's body as it was sent.
    struct Asked {
        std::int16_t key = 0;
        std::int16_t version = 0;
        std::string body;
    };
    std::vector<Asked> asked;  // all that Holders have sent, in order
};

/// One action on one resource. The name is empty for the cluster.
struct Permission {
    Action action;
    std::string name;
    std::string without;  // expected answer if only this permission is missing
};

/// For tests: calls handlers as a user with exactly these permissions.
class Holder {
public:
    Holder(GuardedBroker& broker, const std::vector<Permission>& held);

    template <typename Api>
    typename Api::Response call(const typename Api::Request& request, std::int16_t version) {
        protocol::Writer out;
        encode(out, version, request);
        const auto answer = read_answer<Api>(run(Api::key, version, out.take()), version);
        return answer.value_or(typename Api::Response{});
    }
    GuardedBroker& broker() { return broker_; }

private:
    /// Returns the answer's frame; empty if there was none.
    std::string run(std::int16_t key, std::int16_t version, std::string body);

    GuardedBroker& broker_;
    Caller caller_;
    Authorizer authorizer_;
};

/// One request to an API and the permissions that it needs.
struct PermissionRow {
    std::int16_t api;
    std::string what;
    std::vector<Permission> needs;  // with none of them, the first one's `without` is expected
    std::string with;               // expected answer with all of them
    /// Sends the request and returns the answer in short: a code, or what is visible.
    std::function<std::string(Holder& holder, std::int16_t version)> ask;
    std::int16_t first_version = 0;  // earlier answers have no field for it
};

// The rows of all APIs, in topic_permissions_test.cc, group_… and cluster_permissions_test.cc.
std::vector<PermissionRow> topic_rows();
std::vector<PermissionRow> group_rows();
std::vector<PermissionRow> cluster_rows();
std::vector<PermissionRow> all_rows();

}  // namespace atlas::broker
