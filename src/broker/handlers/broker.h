// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "base/clock.h"
#include "base/executor.h"
#include "base/random.h"
#include "broker/auth/snapshot.h"
#include "broker/cluster/kafka_release.h"
#include "broker/cluster/node.h"
#include "broker/cluster/producer_ids.h"
#include "broker/cluster/properties.h"
#include "broker/cluster/topic_catalog.h"
#include "broker/group/coordinator.h"
#include "broker/log/log.h"
#include "broker/server/memory_budget.h"

namespace atlas::broker {

/// Everything that handlers use. Created and owned by main; outlives every session. Loop thread
/// only.
struct Broker {
    std::string cluster_id;
    std::string log_directory;
    Executor& home;
    Workers& workers;
    Workers& searches;  // scan records; separate, so that no search waits for topic creations
    const Clock& clock;
    Random& random;
    const Properties& properties;
    Log& log;
    TopicCatalog& topics;
    GroupCoordinator& groups;
    ProducerIds& producer_ids;
    Nodes nodes;
    SnapshotPtr snapshot;                      // replaced by `reload`
    std::chrono::milliseconds session_max{0};  // connections.max.reauth.ms
    std::shared_ptr<MemoryBudget> records;     // memory of the records in Fetch answers
    KafkaRelease release = {};                 // the release that clients see
};

}  // namespace atlas::broker
