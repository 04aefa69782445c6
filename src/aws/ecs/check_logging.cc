// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/check_logging.h"

#include <map>
#include <set>

#include <fmt/core.h>

#include "aws/ecs/state.h"

namespace atlas::aws::ecs {

namespace {

const std::set<std::string> heeded{
    "awslogs-create-group",
    "awslogs-group",
    "awslogs-region",
    "awslogs-stream-prefix",
    "max-buffer-size",
    "mode",
};
const std::set<std::string> not_there_yet{"awslogs-datetime-format", "awslogs-multiline-pattern"};

using Options = std::map<std::string, std::string>;

AwsError wrong_option(const std::string& name, const std::string& what) {
    return client_error(fmt::format("Log driver awslogs option '{}' {}", name, what));
}

std::optional<AwsError> check_required(const Options& options) {
    std::string missing;
    for (const auto* name : {"awslogs-region", "awslogs-group"}) {
        auto found = options.find(name);
        if (found == options.end())
            missing += (missing.empty() ? "" : ", ") + std::string(name);
        else if (found->second.empty())
            return wrong_option(name, "should not be null or empty.");
    }
    if (missing.empty()) return std::nullopt;
    return client_error("Log driver awslogs requires options: " + missing);
}

std::optional<AwsError> check_known(const Options& options) {
    for (const auto& [name, value] : options) {
        if (heeded.contains(name)) continue;
        if (not_there_yet.contains(name))
            return wrong_option(name, "is not supported on this region yet.");
        return client_error("Log driver awslogs disallows options: " + name);
    }
    return std::nullopt;
}

}  // namespace

std::optional<AwsError> check_logging(
    const ContainerDefinition& container, const std::string& region
) {
    if (!container.log_configuration) return std::nullopt;
    const auto& configuration = *container.log_configuration;
    if (configuration.log_driver != "awslogs")
        return client_error(fmt::format(
            "Log driver {} is not supported on this region: use awslogs.", configuration.log_driver
        ));
    if (!configuration.secret_options.empty())
        return client_error("Log driver awslogs does not support secretOptions on this region.");
    const Options options(configuration.options.begin(), configuration.options.end());
    if (auto wrong = check_known(options)) return wrong;
    if (auto wrong = check_required(options)) return wrong;
    if (options.at("awslogs-region") != region)
        return wrong_option(
            "awslogs-region", fmt::format("can only be '{}' on this region.", region)
        );
    auto create = options.find("awslogs-create-group");
    if (create != options.end() && create->second != "true")
        return wrong_option(
            "awslogs-create-group", "should only be set to 'true', else omit option."
        );
    auto mode = options.find("mode");
    if (mode != options.end() && mode->second != "blocking" && mode->second != "non-blocking")
        return wrong_option("mode", "should be 'blocking' or 'non-blocking'.");
    return std::nullopt;
}

}  // namespace atlas::aws::ecs
