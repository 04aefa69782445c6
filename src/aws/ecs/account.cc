// SPDX-License-Identifier: Apache-2.0

#include "aws/ecs/names.h"
#include "aws/ecs/operations.h"
#include "aws/models/ecs/describe_capacity_providers.h"
#include "aws/models/ecs/list_account_settings.h"

/// What every account has without creating it.
namespace atlas::aws::ecs {

Answer<ListAccountSettingsOutput> list_account_settings(
    State&, Call& call, const ListAccountSettingsInput& input
) {
    // AWS's names and default values, sorted by name as AWS answers them.
    constexpr std::pair<const char*, const char*> settings[] = {
        {"awsvpcTrunking", "disabled"},
        {"containerInsights", "disabled"},
        {"containerInstanceLongArnFormat", "enabled"},
        {"defaultLogDriverMode", "non-blocking"},
        {"fargateFIPSMode", "disabled"},
        {"fargateTaskRetirementWaitPeriod", "7"},
        {"guardDutyActivate", "off"},
        {"serviceLongArnFormat", "enabled"},
        {"tagResourceAuthorization", "on"},
        {"taskLongArnFormat", "enabled"},
    };
    ListAccountSettingsOutput output;
    for (const auto& [name, value] : settings) {
        if (input.name && *input.name != name) continue;
        if (input.value && *input.value != value) continue;
        Setting setting;
        setting.name = name;
        setting.value = value;
        setting.principal_arn =
            input.principal_arn.value_or(call.place().global_arn("iam", "root"));
        setting.type = "user";
        output.settings.push_back(setting);
    }
    return output;
}

Answer<DescribeCapacityProvidersOutput> describe_capacity_providers(
    State&, Call& call, const DescribeCapacityProvidersInput& input
) {
    DescribeCapacityProvidersOutput output;
    const auto& asked = input.capacity_providers;
    for (const auto* name : {"FARGATE", "FARGATE_SPOT"}) {
        auto is_this = [&](const std::string& given) { return last_part(given) == name; };
        if (!asked.empty() && std::ranges::none_of(asked, is_this)) continue;
        CapacityProvider provider;
        provider.capacity_provider_arn =
            call.place().arn("ecs", std::string("capacity-provider/") + name);
        provider.name = name;
        provider.status = "ACTIVE";
        output.capacity_providers.push_back(provider);
    }
    for (const auto& given : asked) {
        if (last_part(given) == "FARGATE" || last_part(given) == "FARGATE_SPOT") continue;
        Failure failure;
        failure.arn = given;
        failure.reason = "MISSING";
        output.failures.push_back(failure);
    }
    return output;
}

}  // namespace atlas::aws::ecs
