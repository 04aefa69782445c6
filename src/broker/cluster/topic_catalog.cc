// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/topic_catalog.h"

#include "base/log.h"
#include "linux/replace_file.h"

namespace atlas::broker {
namespace {

protocol::Uuid make_id(Random& random) {
    protocol::Uuid id;
    const auto bytes = random.bytes(id.bytes.size());
    std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
    return id;
}

Error not_found(const std::string& name) {
    return {ErrorCode::not_found, "topic " + name + " does not exist"};
}

}  // namespace

Result<std::unique_ptr<TopicCatalog>> TopicCatalog::open(World world, TopicRecords records) {
    std::unique_ptr<TopicCatalog> catalog(new TopicCatalog(std::move(world)));
    catalog->stored_ = records;
    for (auto& [name, record] : records)
        ATLAS_TRY(catalog->adopt(std::move(record)).during("topic " + name));
    catalog->delete_orphans();
    return catalog;
}

Result<> TopicCatalog::adopt(TopicRecord record) {
    std::vector<PartitionPtr> partitions;
    const auto settings = world_.properties.partition_settings(record.configs);
    for (std::size_t number = 0; number < record.replicas.size(); ++number) {
        auto partition = world_.log.find(record.name, static_cast<std::int32_t>(number));
        if (!partition) {
            // Only a disk that lost folders gets here: the file is written after the partitions.
            log::error("topics", "{}-{} is missing and is made anew, empty", record.name, number);
            partition = ATLAS_TRY(world_.log.create_partition(
                record.name, static_cast<std::int32_t>(number), settings
            ));
        }
        partitions.push_back(std::move(partition));
    }
    const auto name = record.name;
    publish(std::move(record), std::move(partitions));
    apply_settings(topics_[name]);
    return {};
}

void TopicCatalog::apply_settings(const Topic& topic) {
    if (topic.record.internal()) return;  // The coordinator knows what its log must obey.
    const auto settings = world_.properties.partition_settings(topic.record.configs);
    for (const auto& partition : topic.partitions)
        partition->change_settings(settings);
}

void TopicCatalog::properties_changed() {
    for (const auto& [name, topic] : topics_)
        apply_settings(topic);
}

void TopicCatalog::delete_orphans() {
    for (const auto& partition : world_.log.partitions()) {
        const auto* topic = find(partition->topic());
        const auto number = partition->number();
        if (partition->topic() == offsets_topic) continue;
        if (topic && static_cast<std::size_t>(number) < topic->partitions.size()) continue;
        log::info("topics", "{}-{} belongs to no topic and is deleted", partition->topic(), number);
        if (auto gone = world_.log.delete_partition(partition->topic(), number); !gone)
            log::error("topics", "{}", gone.error().message());
    }
}

void TopicCatalog::publish(TopicRecord record, std::vector<PartitionPtr> partitions) {
    names_[record.id] = record.name;
    const auto name = record.name;
    topics_[name] = {std::move(record), std::move(partitions)};
}

const Topic* TopicCatalog::find(std::string_view name) const {
    const auto found = topics_.find(name);
    return found == topics_.end() ? nullptr : &found->second;
}

const Topic* TopicCatalog::find(const protocol::Uuid& id) const {
    const auto found = names_.find(id);
    return found == names_.end() ? nullptr : find(found->second);
}

bool TopicCatalog::is_taken(const std::string& name) const {
    return topics_.contains(name) || pending_.contains(name);
}

TopicCatalog::Made TopicCatalog::make_partitions(
    const std::string& name, std::size_t first, std::size_t count, const PartitionSettings& settings
) {
    std::vector<PartitionPtr> made;
    for (std::size_t number = first; number < first + count; ++number) {
        auto partition =
            world_.log.create_partition(name, static_cast<std::int32_t>(number), settings);
        if (partition) {
            made.push_back(std::move(partition).value());
            continue;
        }
        for (const auto& unwanted : made)
            static_cast<void>(world_.log.delete_partition(name, unwanted->number()).ok());
        return std::move(partition).error();
    }
    return made;
}

void TopicCatalog::store(Done then) {
    world_.workers.run<Result<>>(
        [this, text = encode_topics(stored_)] {
            return linux::replace_file(world_.files, world_.path, text);
        },
        world_.home,
        std::move(then)
    );
}

void TopicCatalog::create(TopicRecord record, Done done) {
    if (is_taken(record.name))
        return done(Error(ErrorCode::already_exists, "Topic '" + record.name + "' already exists.")
        );
    pending_.insert(record.name);
    record.id = make_id(world_.random);
    const auto settings = world_.properties.partition_settings(record.configs);
    world_.workers.run<Made>(
        [this, name = record.name, count = record.replicas.size(), settings] {
            return make_partitions(name, 0, count, settings);
        },
        world_.home,
        [this, record, done = std::move(done)](Made made) mutable {
            if (!made) {
                pending_.erase(record.name);
                return done(std::move(made).error());
            }
            stored_[record.name] = record;
            store([this, record, made = std::move(made).value(), done = std::move(done)](
                      Result<> stored
                  ) mutable {
                pending_.erase(record.name);
                if (stored) {
                    publish(std::move(record), std::move(made));
                } else {
                    stored_.erase(record.name);
                }
                done(std::move(stored));
            });
        }
    );
}

void TopicCatalog::remove(const std::string& name, Done done) {
    const auto found = topics_.find(name);
    if (found == topics_.end()) return done(not_found(name));
    auto topic = std::move(found->second);
    names_.erase(topic.record.id);
    topics_.erase(found);
    stored_.erase(name);
    pending_.insert(name);
    store([this, topic = std::move(topic), done = std::move(done)](Result<> stored) mutable {
        const auto gone = topic.record.name;
        if (!stored) {
            pending_.erase(gone);
            stored_[gone] = topic.record;
            publish(std::move(topic.record), std::move(topic.partitions));
            return done(std::move(stored));
        }
        world_.workers.run<Result<>>(
            [this, gone, count = topic.partitions.size()]() -> Result<> {
                for (std::size_t number = 0; number < count; ++number)
                    ATLAS_TRY(world_.log.delete_partition(gone, static_cast<std::int32_t>(number)));
                return {};
            },
            world_.home,
            [this, gone, done = std::move(done)](Result<> deleted) mutable {
                pending_.erase(gone);
                done(std::move(deleted));
            }
        );
    });
}

void TopicCatalog::add_partitions(const std::string& name, std::vector<Replicas> more, Done done) {
    const auto* topic = find(name);
    if (!topic) return done(not_found(name));
    const auto first = topic->partitions.size();
    const auto count = more.size();
    const auto settings = world_.properties.partition_settings(topic->record.configs);
    world_.workers.run<Made>(
        [this, name, first, count, settings] {
            return make_partitions(name, first, count, settings);
        },
        world_.home,
        [this, name, first, more = std::move(more), done = std::move(done)](Made made) mutable {
            if (!made) return done(std::move(made).error());
            const auto stored = stored_.find(name);
            if (stored == stored_.end()) return done(not_found(name));  // Deleted meanwhile.
            stored->second.replicas.insert(stored->second.replicas.end(), more.begin(), more.end());
            store([this,
                   name,
                   first,
                   made = std::move(made).value(),
                   more = std::move(more),
                   done = std::move(done)](Result<> written) mutable {
                if (!written && stored_.contains(name)) stored_[name].replicas.resize(first);
                const auto shown = topics_.find(name);
                if (written && shown != topics_.end()) {
                    auto& [record, partitions] = shown->second;
                    record.replicas.insert(record.replicas.end(), more.begin(), more.end());
                    partitions.insert(partitions.end(), made.begin(), made.end());
                }
                done(std::move(written));
            });
        }
    );
}

void TopicCatalog::change_configs(const std::string& name, ConfigMap configs, Done done) {
    const auto stored = stored_.find(name);
    if (stored == stored_.end()) return done(not_found(name));
    stored->second.configs = configs;
    store([this, name, configs = std::move(configs), done = std::move(done)](Result<> written
          ) mutable {
        const auto shown = topics_.find(name);
        if (written && shown != topics_.end()) {
            shown->second.record.configs = std::move(configs);
            apply_settings(shown->second);
        }
        done(std::move(written));
    });
}

}  // namespace atlas::broker
