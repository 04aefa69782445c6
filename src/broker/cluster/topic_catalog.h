// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/executor.h"
#include "base/random.h"
#include "broker/cluster/taken_names.h"
#include "broker/cluster/topic_file.h"
#include "broker/log/log.h"

namespace atlas::broker {

/// All topics. A change is durable before it is visible: `create` makes the partitions, replaces
/// the file of topics and then shows the topic; `remove` goes the other way. A crash in between
/// leaves at most folders without a topic, which the next start removes. Slow steps run on
/// `workers` in the order given, callbacks on `home`. Owned by main. Loop thread only.
class TopicCatalog {
public:
    using Done = std::move_only_function<void(Result<>)>;
    /// What the catalog uses; all of it outlives the catalog.
    struct World {
        Log& log;
        linux::FileSystem& files;
        Workers& workers;
        Executor& home;
        Random& random;
        const Properties& properties;
        std::string path;  // topics.json
    };

    /// Starts with the records of the file: finds each partition in the log, creates missing ones
    /// and deletes partitions that belong to no topic. Blocks.
    static Result<std::unique_ptr<TopicCatalog>> open(World world, TopicRecords records);

    /// Null for an unknown topic. The pointer is valid until the next change.
    const Topic* find(std::string_view name) const;
    const Topic* find(const protocol::Uuid& id) const;
    const std::map<std::string, Topic, std::less<>>& all() const { return topics_; }
    /// True also while the topic is being created or deleted.
    bool is_taken(const std::string& name) const { return taken_.contains(name); }
    /// Another topic's name that collides with this one (see TakenNames); null if there is none.
    const std::string* colliding(const std::string& name) const { return taken_.colliding(name); }
    /// How often topics.json was replaced; for tests and measurements.
    std::uint64_t file_writes() const { return file_writes_; }

    /// Gives the topic an id and creates it. Errors: already_exists, io, exhausted, unavailable
    /// (stopping).
    void create(TopicRecord record, Done done);
    /// Hides the topic at once and deletes it. Shows it again if topics.json cannot be written.
    /// Errors: not_found, io, exhausted.
    void remove(const std::string& name, Done done);
    void add_partitions(const std::string& name, std::vector<Replicas> more, Done done);
    /// Returns all overrides of a topic after a change, checked by Properties, from those before
    /// it. Runs when the change is written, so that it starts from what earlier changes have left.
    using ConfigEdit = std::move_only_function<Result<ConfigMap>(const ConfigMap& now)>;
    /// Errors: not_found, io, exhausted, and those of the edit, which then changes nothing.
    void change_configs(const std::string& name, ConfigEdit edit, Done done);
    /// Makes creations under way fail with unavailable, so that a stop does not wait for thousands
    /// of partitions.
    void stop() { stopping_ = true; }
    /// Applies changed properties of the cluster to all partitions.
    void properties_changed();

private:
    explicit TopicCatalog(World world) : world_(std::move(world)) {}
    using Made = Result<std::vector<PartitionPtr>>;

    /// Creates partitions in the log, all or none. Worker thread.
    Made make_partitions(
        const std::string& name,
        std::size_t first,
        std::size_t count,
        const PartitionSettings& settings
    );
    /// One that fails changes nothing.
    using Edit = std::move_only_function<Result<>(TopicFile& file)>;
    /// A requested change of what topics.json has of one topic.
    struct Change {
        std::string name;
        Edit edit;
        Done then;
    };
    /// Makes the change in stored_, writes that to topics.json and then calls `then` on the loop.
    /// Changes that arrive during a write share the next one. After a failed write stored_ is as it
    /// was before, and the changes that wait start from there.
    void store(Change change);
    void write_file();
    /// The topic, also while it is being removed; null if there is none.
    Topic* held(const std::string& name);
    /// Deletes partitions from the log on a worker and then calls `then` on the loop.
    void discard(const std::string& name, std::size_t first, std::size_t count, Done then);
    /// End of add_partitions: shows the new partitions, or deletes them if `stored` is an error or
    /// the topic is gone.
    void attach(
        const std::string& name,
        std::vector<Replicas> more,
        std::vector<PartitionPtr> made,
        Result<> stored,
        Done done
    );
    void publish(TopicRecord record, std::vector<PartitionPtr> partitions);
    /// At open: shows a topic of the file, creating partitions that are missing.
    Result<> adopt(TopicRecord record);
    /// At open: deletes partitions that belong to no topic.
    void delete_orphans();
    void apply_settings(const Topic& topic);

    World world_;
    TopicFile stored_;             // content of topics.json once the running write is done
    std::vector<Change> waiting_;  // for the next write of topics.json
    bool writing_ = false;
    std::uint64_t file_writes_ = 0;
    std::map<std::string, Topic, std::less<>> topics_;    // the visible ones
    std::map<std::string, Topic, std::less<>> removing_;  // hidden, until they are out of the file
    std::map<protocol::Uuid, std::string> names_;
    TakenNames taken_;
    std::atomic<bool> stopping_ = false;  // also read by the worker
};

}  // namespace atlas::broker
