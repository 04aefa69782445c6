// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "aws/ecs/names.h"
#include "aws/ecs/secret_reference.h"
#include "aws/ecs/task_reconciler.h"
#include "aws/models/secretsmanager/get_secret_value.h"

namespace atlas::aws::ecs {

namespace {

/// The stoppedReason that Fargate's agent gives ("asm" is AWS Secrets Manager).
std::string failure(const std::string& why) {
    return "ResourceInitializationError: unable to pull secrets or registry auth: execution "
           "resource retrieval failed: unable to retrieve secret from asm: service call has been "
           "retried 1 time(s): " +
           why;
}

/// The value, or an error whose message is the stoppedReason of the task.
Answer<std::string> fetch(Call& call, const Secret& secret) {
    auto reference = parse_secret_reference(secret.value_from);
    if (!reference)
        return AwsError{
            "",
            failure(
                secret.value_from + " is no secret of Secrets Manager; Parameter Store is "
                                    "not there yet"
            ),
            400,
            {}
        };
    secretsmanager::GetSecretValueInput asked;
    asked.secret_id = reference->secret_id;
    if (!reference->version_stage.empty()) asked.version_stage = reference->version_stage;
    if (!reference->version_id.empty()) asked.version_id = reference->version_id;
    auto found = call.invoke<secretsmanager::GetSecretValue>(call.caller(), asked);
    if (!found)
        return AwsError{
            "",
            failure(fmt::format(
                "failed to fetch secret {} from secrets manager: {}: {} status code: {}, request "
                "id: {}",
                reference->secret_id,
                found.error().code,
                found.error().message,
                found.error().http_status,
                call.request_id()
            )),
            400,
            {}
        };
    auto value = select_secret(found.value().secret_string.value_or(""), reference->json_key);
    if (!value) return AwsError{"", failure(value.error().message()), 400, {}};
    return std::move(value).value();
}

}  // namespace

/// Values stay in memory: no row of ECS holds one, and the next task gets a rotated value.
void TaskReconciler::fetch_secrets(const TaskRow& row, Progress& progress) {
    auto id = row.id;
    auto role = execution_role(row);
    const auto* definition = definition_of(row);
    std::vector<Variables> secrets(row.task.containers.size());
    std::optional<AwsError> refused;
    world_.host.transact(task_principal(role, id), [&](Call& call) {
        for (std::size_t index = 0; index < secrets.size() && !refused; ++index) {
            for (const auto& secret : definition->container_definitions[index].secrets) {
                auto value = fetch(call, secret);
                if (value)
                    secrets[index][secret.name] = std::move(value).value();
                else
                    refused = value.error();
                if (refused) break;
            }
        }
    });
    if (refused) {
        fail(id, {"TaskFailedToStart", refused->message});
        return;
    }
    progress.secrets = std::move(secrets);
    progress.has_secrets = true;
    step(id);
}

}  // namespace atlas::aws::ecs
