// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/logs/state.h"

/// Deletion of events. The region thread decides what to delete and a worker deletes it. Failures
/// are logged only. All functions run on the region thread.
namespace atlas::aws::logs {

/// Erases the row at once, and the events once the row's deletion is on the disk.
void delete_stream(State& state, Call& call, const StreamRow& row);
/// The same for a group and all its streams.
void delete_group(State& state, Call& call, const GroupRow& row);
/// Drops files whose events are all older than their group's retention.
void apply_retention(State& state, Host& host);
/// Removes the folders of groups and streams without a row, which remain if the region ends after a
/// row is erased and before its folder is. At the region's start.
void remove_unowned(State& state, Host& host);

}  // namespace atlas::aws::logs
