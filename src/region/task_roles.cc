// SPDX-License-Identifier: Apache-2.0
#include "region/task_roles.h"

#include "aws/models/sts/assume_role.h"
#include "aws/wire/call.h"

namespace atlas::region {

aws::Answer<TaskRoles::Issued> TaskRoles::issue(
    const std::string& role_arn, const std::string& session_name, std::chrono::seconds lifetime
) {
    aws::sts::AssumeRoleInput input;
    input.role_arn = role_arn;
    input.role_session_name = session_name;
    input.duration_seconds = static_cast<int>(lifetime.count());
    auto service = aws::service_itself(host_.place().account, "ecs-tasks.amazonaws.com");
    const auto& place = host_.place();
    service.source_arn = "arn:" + place.partition + ":ecs:" + place.region + ":" + place.account +
                         ":task/" + session_name;
    aws::Answer<Issued> issued = aws::AwsError{"InternalFailure", "sts was not asked", 500, {}};
    host_.transact(service, [&](aws::Call& call) {
        auto output = call.invoke<aws::sts::AssumeRole>(service, input);
        if (!output) {
            issued = std::move(output).error();
            return;
        }
        auto& credentials = *output.value().credentials;
        issued = Issued{
            credentials.access_key_id,
            credentials.secret_access_key,
            credentials.session_token,
            credentials.expiration
        };
    });
    return issued;
}

}  // namespace atlas::region
