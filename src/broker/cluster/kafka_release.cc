// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/kafka_release.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace atlas::broker {
namespace {

struct Release {
    int minor;
    std::string_view protocol;
    std::int16_t metadata_level;
};

// The last production metadata version of each release (MetadataVersion of Apache Kafka).
constexpr std::array releases{
    Release{4, "3.4-IV0", 8},
    Release{5, "3.5-IV2", 11},
    Release{6, "3.6-IV2", 14},
    Release{7, "3.7-IV4", 19},
    Release{8, "3.8-IV0", 20},
    Release{9, "3.9-IV0", 21},
};

/// The highest version of an API from release 3.`minor` on. An API that is not listed has had its
/// present versions since 3.4.
struct Step {
    std::int16_t api;
    int minor;
    std::int16_t version_max;
};

// Source: the validVersions of the schemas in kafka-clients 3.4.0 to 3.9.1, without unstable ones.
constexpr std::array steps{
    Step{0, 4, 9},  Step{0, 7, 10}, Step{0, 8, 11},                  // Produce
    Step{1, 4, 13}, Step{1, 5, 15}, Step{1, 7, 16}, Step{1, 9, 17},  // Fetch
    Step{2, 4, 7},  Step{2, 5, 8},  Step{2, 9, 9},                   // ListOffsets
    Step{3, 4, 12},                                                  // Metadata
    Step{8, 4, 8},  Step{8, 7, 9},                                   // OffsetCommit
    Step{9, 4, 8},  Step{9, 7, 9},                                   // OffsetFetch
    Step{10, 4, 4}, Step{10, 8, 5}, Step{10, 9, 6},                  // FindCoordinator
    Step{15, 4, 5},                                                  // DescribeGroups
    Step{16, 4, 4}, Step{16, 8, 5},                                  // ListGroups
    Step{18, 4, 3}, Step{18, 9, 4},                                  // ApiVersions
    Step{22, 4, 4}, Step{22, 8, 5},                                  // InitProducerId
    Step{60, 4, 0}, Step{60, 7, 1},                                  // DescribeCluster
};

const Release& release(int minor) {
    return *std::ranges::find(releases, minor, &Release::minor);
}

}  // namespace

KafkaRelease::KafkaRelease() : KafkaRelease(releases.back().minor, false) {}

std::optional<KafkaRelease> KafkaRelease::find(std::string_view name) {
    if (name.empty()) return KafkaRelease();
    constexpr std::string_view major = "3.";
    // MSK offers 3.x in both modes; only ".kraft" names one without ZooKeeper.
    if (!name.starts_with(major)) return std::nullopt;
    const bool kraft = name.ends_with(".kraft");
    name.remove_prefix(major.size());
    int minor = 0;
    const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), minor);
    const bool whole = end == name.data() + name.size() || *end == '.';
    if (failure != std::errc{} || !whole) return std::nullopt;
    if (std::ranges::find(releases, minor, &Release::minor) == releases.end()) return std::nullopt;
    return KafkaRelease(minor, kraft);
}

std::int16_t KafkaRelease::version_max(std::int16_t api, std::int16_t ours) const {
    auto most = ours;
    for (const auto& step : steps)
        if (step.api == api && step.minor <= minor_) most = std::min(ours, step.version_max);
    return most;
}

std::string_view KafkaRelease::protocol() const {
    return release(minor_).protocol;
}

std::optional<std::int16_t> KafkaRelease::metadata_level() const {
    if (!kraft_) return std::nullopt;
    return release(minor_).metadata_level;
}

}  // namespace atlas::broker
