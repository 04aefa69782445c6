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

/// All that handlers work on. Made and owned by main; outlives every session. Loop thread only.
struct Broker {
    std::string cluster_id;
    std::string log_directory;
    Executor& home;
    Workers& workers;
    Workers& searches;  // through records; apart, so that none waits for a topic that is made
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
    std::shared_ptr<MemoryBudget> records;     // in answers
    KafkaRelease release = {};                 // what clients are told that this is
};

}  // namespace atlas::broker
