// SPDX-License-Identifier: Apache-2.0
#include "aws/kafka/state.h"
#include "aws/models/kafka/list_kafka_versions.h"

namespace atlas::aws::kafka {
namespace {

Answer<ListKafkaVersionsOutput> list(State&, Call&, const ListKafkaVersionsInput&) {
    ListKafkaVersionsOutput output;
    for (const auto& version : kafka_versions()) {
        KafkaVersion shown;
        shown.version = version;
        shown.status = "ACTIVE";
        output.kafka_versions.push_back(std::move(shown));
    }
    return output;
}

}  // namespace

std::vector<Operation> version_operations(State& state) {
    return {on_state<ListKafkaVersions>(state, list)};
}

}  // namespace atlas::aws::kafka
