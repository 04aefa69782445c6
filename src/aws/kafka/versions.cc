// SPDX-License-Identifier: Apache-2.0
#include "aws/kafka/page.h"
#include "aws/kafka/state.h"
#include "aws/models/kafka/list_kafka_versions.h"

namespace atlas::aws::kafka {
namespace {

Answer<ListKafkaVersionsOutput> list(State&, Call&, const ListKafkaVersionsInput& input) {
    ListKafkaVersionsOutput output;
    for (const auto& version : kafka_versions()) {
        KafkaVersion shown;
        shown.version = version;
        shown.status = "ACTIVE";
        output.kafka_versions.push_back(std::move(shown));
    }
    ATLAS_TRY(cut_page<ListKafkaVersions>(
        input,
        page_rules(),
        output.kafka_versions,
        output.next_token,
        [](const auto& each) { return each.version.value_or(""); }
    ));
    return output;
}

}  // namespace

std::vector<Operation> version_operations(State& state) {
    return {on_state<ListKafkaVersions>(state, list)};
}

}  // namespace atlas::aws::kafka
