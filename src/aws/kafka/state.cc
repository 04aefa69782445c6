// SPDX-License-Identifier: Apache-2.0
#include "aws/kafka/state.h"

#include <algorithm>

namespace atlas::aws::kafka {

const RevisionRow* State::find_revision(const std::string& arn, std::int64_t number) const {
    auto* configuration = configurations.find(arn);
    if (!configuration) return nullptr;
    auto found = std::ranges::find(configuration->revisions, number, &RevisionRow::number);
    return found == configuration->revisions.end() ? nullptr : &*found;
}

Answer<> State::check_configuration(
    const ConfigurationInfo& wanted, const std::string& kafka_version
) const {
    if (!find_revision(wanted.arn, wanted.revision))
        return bad_request("Unknown configuration " + wanted.arn, "configurationInfo");
    const auto& versions = configurations.find(wanted.arn)->kafka_versions;
    if (versions.empty() || std::ranges::find(versions, kafka_version) != versions.end()) return {};
    return bad_request(
        "Configuration " + wanted.arn + " does not support KafkaVersion " + kafka_version,
        "configurationInfo"
    );
}

AwsError bad_request(std::string message, std::string parameter) {
    AwsError error{"BadRequestException", std::move(message), 400, {}};
    if (!parameter.empty()) error.fields["invalidParameter"] = std::move(parameter);
    return error;
}

AwsError no_such_cluster(const std::string& arn) {
    return {"NotFoundException", "The requested resource doesn't exist: " + arn, 404, {}};
}

Principal kafka_role(const Place& place) {
    return service_principal(place.account, "kafka.amazonaws.com", "AWSServiceRoleForKafka");
}

std::string make_version(Call& call) {
    return "K" + call.random().text(13, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
}

// The broker's protocol is the same for all of them.
const std::vector<std::string>& kafka_versions() {
    static const std::vector<std::string> versions{
        "3.4.0", "3.5.1", "3.6.0", "3.7.x", "3.7.x.kraft", "3.8.x", "3.8.x.kraft", "3.9.x"
    };
    return versions;
}

}  // namespace atlas::aws::kafka
