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
    std::string record;  // to be produced
};

/// One action on one resource. The name is empty for the cluster.
struct Permission {
    Action action;
    std::string name;
    std::string without;  // what is answered where this one alone is missing
};

/// For tests: speaks to handlers as a user who holds exactly these permissions.
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
    /// The frame that answers; empty for none.
    std::string run(std::int16_t key, std::int16_t version, std::string body);

    GuardedBroker& broker_;
    Caller caller_;
    Authorizer authorizer_;
};

/// One way to ask something of an API.
struct PermissionRow {
    std::int16_t api;
    std::string what;
    std::vector<Permission> needs;  // without any: what stands first is answered
    std::string with;               // what is answered where all are held
    /// Asks and tells the answer in short: a code, or what is seen.
    std::function<std::string(Holder& holder, std::int16_t version)> ask;
    std::int16_t first_version = 0;  // before it there is no place in the answer
};

std::vector<PermissionRow> topic_rows();
std::vector<PermissionRow> group_rows();
std::vector<PermissionRow> cluster_rows();

}  // namespace atlas::broker
