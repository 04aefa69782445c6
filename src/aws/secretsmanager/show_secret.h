// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/secretsmanager/state.h"
#include "json/list.h"

namespace atlas::aws::secretsmanager {

/// Fills in the members that DescribeSecret and ListSecrets have in common.
template <typename Shown>
void show(Shown& shown, const SecretRow& row) {
    shown.arn = row.arn;
    shown.name = row.name;
    shown.description = row.description;
    shown.kms_key_id = row.kms_key_id;
    shown.last_changed_date = row.changed;
    shown.deleted_date = row.deleted;
    shown.created_date = row.created;
    shown.external_secret_rotation_metadata.leave_out();
    for (const auto& [key, value] : row.tags)
        shown.tags.push_back({key, value});
}

/// The versions that have staging labels, with these. Left out of the answer if there are none.
inline json::Map<json::List<std::string>> stages_of(const SecretRow& row) {
    json::Map<json::List<std::string>> stages;
    for (const auto& [id, version] : row.versions) {
        if (!version.stages.empty()) stages[id] = version.stages;
    }
    if (stages.empty()) stages.leave_out();
    return stages;
}

}  // namespace atlas::aws::secretsmanager
