// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/logs/state.h"

/// How events end. All is decided on the region thread and done by a worker; what cannot be done is
/// said in the region's own log.
namespace atlas::aws::logs {

/// The row at once, the events once that is on the disk.
void delete_stream(State& state, Call& call, const StreamRow& row);
/// The same of a group and all its streams.
void delete_group(State& state, Call& call, const GroupRow& row);
/// Drops what is older than each group's retention.
void apply_retention(State& state, Host& host);
/// Removes folders of which no row tells: a region ended between a row's end and theirs. At start.
void remove_unowned(State& state, Host& host);

}  // namespace atlas::aws::logs
