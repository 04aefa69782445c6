// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace atlas::broker {

/// The release of Apache Kafka that a cluster claims to run. Clients see the API versions and
/// features of that release, even where this broker supports more. Immutable; any thread.
class KafkaRelease {
public:
    /// By Kafka's or MSK's name of the release: "3.8.1", "3.8.x", "3.8.x.kraft". An empty name is
    /// the newest known release; an unknown one returns nothing.
    static std::optional<KafkaRelease> find(std::string_view name);
    KafkaRelease();

    /// The highest version of an API that this release supports, at most `ours`.
    std::int16_t version_max(std::int16_t api, std::int16_t ours) const;
    /// Value of inter.broker.protocol.version, such as "3.8-IV0".
    std::string_view protocol() const;
    /// The feature level of metadata.version; nothing for a cluster with ZooKeeper.
    std::optional<std::int16_t> metadata_level() const;

private:
    KafkaRelease(int minor, bool kraft) : minor_(minor), kraft_(kraft) {}

    int minor_;  // 3.minor
    bool kraft_;
};

}  // namespace atlas::broker
