// SPDX-License-Identifier: Apache-2.0
#include "broker/handlers/authorized_operations.h"

#include <initializer_list>

namespace atlas::broker {
namespace {

struct Bit {
    int operation;  // Kafka's AclOperation code
    Action action;
};

std::int32_t bits(const Call& call, std::string_view name, std::initializer_list<Bit> all) {
    std::int32_t field = 0;
    for (const auto& [operation, action] : all)
        if (call.may_see(action, name)) field |= std::int32_t{1} << operation;
    return field;
}

}  // namespace

std::int32_t topic_operations(const Call& call, std::string_view topic) {
    return bits(
        call,
        topic,
        {{3, Action::read_data},
         {4, Action::write_data},
         {5, Action::create_topic},
         {6, Action::delete_topic},
         {7, Action::alter_topic},
         {8, Action::describe_topic},
         {10, Action::describe_topic_dynamic_configuration},
         {11, Action::alter_topic_dynamic_configuration}}
    );
}

std::int32_t group_operations(const Call& call, std::string_view group) {
    return bits(
        call,
        group,
        {{3, Action::alter_group}, {6, Action::delete_group}, {8, Action::describe_group}}
    );
}

std::int32_t cluster_operations(const Call& call) {
    if (!call.may_see(Action::describe_cluster, {})) return 0;
    return bits(
        call,
        {},
        {{7, Action::alter_cluster},
         {8, Action::describe_cluster},
         {10, Action::describe_cluster_dynamic_configuration},
         {11, Action::alter_cluster_dynamic_configuration},
         {12, Action::write_data_idempotently}}
    );
}

}  // namespace atlas::broker
