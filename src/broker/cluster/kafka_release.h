// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace atlas::broker {

/// The release of Apache Kafka that a cluster says it runs: what clients are told is that
/// release's, whatever more this broker could do.
class KafkaRelease {
public:
    /// By Kafka's or MSK's name of it: "3.8.1", "3.8.x", "3.8.x.kraft". Nothing for a release that
    /// is not known. The newest known one where no name is given.
    static std::optional<KafkaRelease> find(std::string_view name);
    KafkaRelease();

    /// The last version of an API that the release serves, where that is below `ours`.
    std::int16_t version_max(std::int16_t api, std::int16_t ours) const;
    /// inter.broker.protocol.version: "3.8-IV0".
    std::string_view protocol() const;
    /// The feature level of metadata.version; nothing where ZooKeeper keeps the cluster's metadata.
    std::optional<std::int16_t> metadata_level() const;

private:
    KafkaRelease(int minor, bool kraft) : minor_(minor), kraft_(kraft) {}

    int minor_;  // 3.minor
    bool kraft_;
};

}  // namespace atlas::broker
