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

/// Which topics there are. A change is on disk before it is seen: partitions are made, then the
/// file of topics is replaced, then the topic appears (and the other way round when it goes), so
/// that a crash leaves either all of it or folders that the next start removes. Slow steps run on a
/// worker, which takes them in the order given, callbacks on `home`. Loop thread only.
class TopicCatalog {
public:
    using Done = std::move_only_function<void(Result<>)>;
    struct World {
        Log& log;
        linux::FileSystem& files;
        Workers& workers;
        Executor& home;
        Random& random;
        const Properties& properties;
        std::string path;  // of the file of topics
    };

    /// Takes over what the file said: opens each partition, makes those that are missing, deletes
    /// folders that no topic owns. Blocks.
    static Result<std::unique_ptr<TopicCatalog>> open(World world, TopicRecords records);

    /// Null when there is none.
    const Topic* find(std::string_view name) const;
    const Topic* find(const protocol::Uuid& id) const;
    const std::map<std::string, Topic, std::less<>>& all() const { return topics_; }
    /// True also while it is being made or deleted.
    bool is_taken(const std::string& name) const { return taken_.contains(name); }
    /// Another topic's name that Kafka would not tell from this one; null when there is none.
    const std::string* colliding(const std::string& name) const { return taken_.colliding(name); }
    /// How often the file of topics was replaced, for tests and measurements.
    std::uint64_t file_writes() const { return file_writes_; }

    /// Makes an id and the partitions. already_exists, io, exhausted.
    void create(TopicRecord record, Done done);
    /// not_found. The topic is out of sight at once.
    void remove(const std::string& name, Done done);
    void add_partitions(const std::string& name, std::vector<Replicas> more, Done done);
    void change_configs(const std::string& name, ConfigMap configs, Done done);
    /// Topics that are being made are given up, so that nobody waits for thousands of partitions;
    /// what there is of them the next start removes.
    void stop() { stopping_ = true; }
    /// The cluster's properties are others now: partitions obey them.
    void properties_changed();

private:
    explicit TopicCatalog(World world) : world_(std::move(world)) {}
    using Made = Result<std::vector<PartitionPtr>>;

    Made make_partitions(
        const std::string& name,
        std::size_t first,
        std::size_t count,
        const PartitionSettings& settings
    );
    /// Makes what stored_ says now durable, then calls `then` here. Those that come while a write
    /// is under way share the next one.
    void store(Done then);
    void write_file();
    /// Deletes partitions that no topic came to own, then calls `then` here.
    void discard(const std::string& name, std::size_t first, std::size_t count, Done then);
    void attach(
        const std::string& name,
        std::vector<Replicas> more,
        std::vector<PartitionPtr> made,
        Result<> stored,
        Done done
    );
    void publish(TopicRecord record, std::vector<PartitionPtr> partitions);
    Result<> adopt(TopicRecord record);
    void delete_orphans();
    void apply_settings(const Topic& topic);

    World world_;
    TopicFile stored_;           // what the file says, or will when the writes under way are done
    std::vector<Done> waiting_;  // for the next write of the file
    bool writing_ = false;
    std::uint64_t file_writes_ = 0;
    std::map<std::string, Topic, std::less<>> topics_;
    std::map<protocol::Uuid, std::string> names_;
    TakenNames taken_;
    std::atomic<bool> stopping_ = false;
};

}  // namespace atlas::broker
