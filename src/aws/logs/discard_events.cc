// SPDX-License-Identifier: Apache-2.0
#include "aws/logs/discard_events.h"

#include <functional>
#include <set>

#include "base/log.h"

namespace atlas::aws::logs {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

using Logs = std::vector<std::shared_ptr<EventLog>>;
using Folders = std::vector<std::string>;

void tell(Result<> done, std::string_view doing) {
    if (!done) log::warning("logs", "{}: {}", doing, done.error().message());
}

/// Removes a stream from the state. A worker that still uses its log gets not_found from an append
/// once the log is removed.
std::shared_ptr<EventLog> take_stream(State& state, Call& call, const StreamRow& row) {
    auto log = events_of(state, row);
    auto key = stream_key(row.group, row.name);
    state.events.erase(key);
    state.streams.erase(call.batch(), key);
    return log;
}

/// The path of each group's folder and of each stream's folder below it.
Result<Folders> folders_in(linux::FileSystem& files, const std::string& folder) {
    Folders found;
    auto groups = files.list(folder);
    if (!groups && groups.error().code() == ErrorCode::not_found) return found;
    for (const auto& group : ATLAS_TRY(std::move(groups))) {
        auto path = folder + "/" + group;
        found.push_back(path);
        for (const auto& stream : ATLAS_TRY(files.list(path)))
            found.push_back(path + "/" + stream);
    }
    return found;
}

using WithRows = std::move_only_function<void(store::Durable groups, store::Durable streams)>;

/// Runs `task` once neither table has a pending change.
void when_rows_durable(State& state, WithRows task) {
    state.streams.when_all_durable([&state,
                                    task = std::move(task)](store::Durable streams) mutable {
        if (auto groups = state.groups.durable()) return task(*groups, streams);
        state.groups.when_all_durable([&state, task = std::move(task)](store::Durable) mutable {
            when_rows_durable(state, std::move(task));
        });
    });
}

// A group or stream created while the worker listed the folders has its row by now. Ids are random
// and never used again, so a folder without a row can never get one. A row that is missing in
// memory alone would be back after a crash, hence the proofs.
Folders unowned_of(const State& state, store::Durable, store::Durable, Folders folders) {
    std::set<std::string> owned;
    for (const auto& [name, group] : state.groups)
        owned.insert(state.folder + "/" + group.id);
    for (const auto& [key, stream] : state.streams) {
        if (auto* group = state.groups.find(stream.group))
            owned.insert(state.folder + "/" + group->id + "/" + stream.id);
    }
    std::erase_if(folders, [&](const std::string& path) { return owned.contains(path); });
    return folders;
}

void remove_trees(State& state, Host& host, Folders folders) {
    if (folders.empty()) return;
    host.workers().run_task([&files = state.files, folders = std::move(folders)] {
        for (const auto& path : folders)
            tell(linux::remove_tree(files, path), "remove events that nobody owns");
    });
}

}  // namespace

void delete_stream(State& state, Call& call, const StreamRow& row) {
    auto gone = take_stream(state, call, row);
    auto key = stream_key(row.group, row.name);
    state.streams.when_durable(key, [&host = call.host(), gone](store::Durable) {
        host.workers().run_task([gone] { tell(gone->remove(), "remove a stream's events"); });
    });
}

void delete_group(State& state, Call& call, const GroupRow& row) {
    Logs gone;
    for (const auto* stream : streams_of(state, row.name, ""))
        gone.push_back(take_stream(state, call, StreamRow(*stream)));
    auto folder = state.folder + "/" + row.id;
    state.groups.erase(call.batch(), row.name);
    auto discard = [&host = call.host(), &files = state.files, gone, folder](store::Durable) {
        host.workers().run_task([&files, gone, folder] {
            for (const auto& log : gone)
                tell(log->remove(), "remove a stream's events");
            tell(linux::remove_tree(files, folder), "remove a group's events");
        });
    };
    state.groups.when_durable(row.name, std::move(discard));
}

void apply_retention(State& state, Host& host) {
    auto now = milliseconds_of(host.clock().now());
    std::vector<std::pair<std::shared_ptr<EventLog>, std::int64_t>> oldest;
    for (const auto& [name, group] : state.groups) {
        // A retention that is not on the disk yet could still be lost. PutRetentionPolicy calls
        // this function again after its commit.
        if (!group.retention_days || !state.groups.durable(name)) continue;
        for (const auto* stream : streams_of(state, name, ""))
            oldest.emplace_back(events_of(state, *stream), now - *group.retention_days * day_ms);
    }
    if (oldest.empty()) return;
    host.workers().run_task([oldest = std::move(oldest)] {
        for (const auto& [log, timestamp] : oldest)
            tell(log->drop_before(timestamp), "drop what retention ends");
    });
}

void remove_unowned(State& state, Host& host) {
    host.workers().run<Result<Folders>>(
        [&files = state.files, folder = state.folder] { return folders_in(files, folder); },
        host.region_thread(),
        [&state, &host](Result<Folders> found) {
            if (!found) return tell(std::move(found).error(), "look for events that nobody owns");
            auto folders = std::move(found).value();
            when_rows_durable(
                state,
                [&state, &host, folders = std::move(folders)](auto groups, auto streams) mutable {
                    remove_trees(state, host, unowned_of(state, groups, streams, folders));
                }
            );
        }
    );
}

}  // namespace atlas::aws::logs
