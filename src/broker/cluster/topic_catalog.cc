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
    catalog->stored_ = TopicFile(records);
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
            // topics.json is written after the partitions are durable, so only a damaged disk gets
            // here.
            log::error("topics", "{}-{} is missing and is made anew, empty", record.name, number);
            partition = ATLAS_TRY(world_.log.create_partition(
                record.name, static_cast<std::int32_t>(number), settings
            ));
        }
        partitions.push_back(std::move(partition));
    }
    const auto name = record.name;
    taken_.add(name);
    publish(std::move(record), std::move(partitions));
    apply_settings(topics_[name]);
    return {};
}

void TopicCatalog::apply_settings(const Topic& topic) {
    if (topic.record.internal()) return;  // GroupCoordinator::offsets_settings apply.
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
        // The coordinator uses it before the catalog has a record of it.
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

TopicCatalog::Made TopicCatalog::make_partitions(
    const std::string& name, std::size_t first, std::size_t count, const PartitionSettings& settings
) {
    std::vector<PartitionPtr> made;
    for (std::size_t number = first; number < first + count; ++number) {
        if (stopping_) return Error(ErrorCode::unavailable, "the broker is stopping");
        auto partition =
            world_.log.create_partition(name, static_cast<std::int32_t>(number), settings);
        if (partition) {
            made.push_back(std::move(partition).value());
            continue;
        }
        const auto from = static_cast<std::int32_t>(first);
        const auto count_made = static_cast<std::int32_t>(made.size());
        static_cast<void>(world_.log.delete_partitions(name, from, count_made).ok());
        return std::move(partition).error();
    }
    return made;
}

void TopicCatalog::store(Change change) {
    waiting_.push_back(std::move(change));
    if (!writing_) write_file();
}

void TopicCatalog::write_file() {
    writing_ = true;
    ++file_writes_;
    // Changes that arrive from here on are not in the text, so they wait for the next write.
    auto covered = std::exchange(waiting_, {});
    std::vector<TopicFile::Kept> before;
    std::vector<Result<>> edited;
    for (auto& change : covered) {
        before.push_back(stored_.keep(change.name));
        edited.push_back(change.edit(stored_));
    }
    world_.workers.run<Result<>>(
        [this, text = stored_.text()] {
            return linux::replace_file(world_.files, world_.path, text);
        },
        world_.home,
        [this,
         covered = std::move(covered),
         before = std::move(before),
         edited = std::move(edited)](Result<> written) mutable {
            // Before any callback, and the latest first: each then sees what the file has.
            while (!written && !before.empty()) {
                stored_.restore(std::move(before.back()));
                before.pop_back();
            }
            for (std::size_t i = 0; i < covered.size(); ++i) {
                auto& outcome = edited[i] ? written : edited[i];
                covered[i].then(outcome ? Result<>() : Result<>(outcome.error()));
            }
            writing_ = false;
            if (!waiting_.empty()) write_file();
        }
    );
}

Topic* TopicCatalog::held(const std::string& name) {
    if (const auto shown = topics_.find(name); shown != topics_.end()) return &shown->second;
    const auto hidden = removing_.find(name);
    return hidden == removing_.end() ? nullptr : &hidden->second;
}

void TopicCatalog::discard(
    const std::string& name, std::size_t first, std::size_t count, Done then
) {
    world_.workers.run<Result<>>(
        [this,
         name,
         from = static_cast<std::int32_t>(first),
         so_many = static_cast<std::int32_t>(count)] {
            return world_.log.delete_partitions(name, from, so_many);
        },
        world_.home,
        std::move(then)
    );
}

void TopicCatalog::create(TopicRecord record, Done done) {
    if (is_taken(record.name))
        return done(Error(ErrorCode::already_exists, "Topic '" + record.name + "' already exists.")
        );
    // Taken from here until the creation fails or the topic is deleted.
    taken_.add(record.name);
    record.id = make_id(world_.random);
    const auto settings = world_.properties.partition_settings(record.configs);
    world_.workers.run<Made>(
        [this, name = record.name, count = record.replicas.size(), settings] {
            return make_partitions(name, 0, count, settings);
        },
        world_.home,
        [this, record, done = std::move(done)](Made made) mutable {
            if (!made) {
                taken_.remove(record.name);
                return done(std::move(made).error());
            }
            const auto name = record.name;
            auto put = [record](TopicFile& file) {
                file.put(record);
                return Result<>();
            };
            auto finish = [this, record, made = std::move(made).value(), done = std::move(done)](
                              Result<> stored
                          ) mutable {
                if (stored) {
                    publish(std::move(record), std::move(made));
                    return done(std::move(stored));
                }
                auto released = [this,
                                 name = record.name,
                                 why = std::move(stored).error(),
                                 done = std::move(done)](Result<>) mutable {
                    taken_.remove(name);
                    done(std::move(why));
                };
                discard(record.name, 0, made.size(), std::move(released));
            };
            store({name, std::move(put), std::move(finish)});
        }
    );
}

void TopicCatalog::remove(const std::string& name, Done done) {
    const auto found = topics_.find(name);
    if (found == topics_.end()) return done(not_found(name));
    // Its name stays in taken_ until the partitions are deleted.
    const auto gone = found->first;
    names_.erase(found->second.record.id);
    removing_.insert(topics_.extract(found));
    auto erase = [gone](TopicFile& file) {
        file.erase(gone);
        return Result<>();
    };
    store({gone, std::move(erase), [this, gone, done = std::move(done)](Result<> stored) mutable {
               auto topic = std::move(removing_.extract(gone).mapped());
               if (!stored) {
                   publish(std::move(topic.record), std::move(topic.partitions));
                   // The cluster's properties may have changed while it was hidden.
                   apply_settings(topics_[gone]);
                   return done(std::move(stored));
               }
               auto released = [this, gone, done = std::move(done)](Result<> deleted) mutable {
                   taken_.remove(gone);
                   done(std::move(deleted));
               };
               discard(gone, 0, topic.partitions.size(), std::move(released));
           }});
}

void TopicCatalog::add_partitions(const std::string& name, std::vector<Replicas> more, Done done) {
    const auto* topic = find(name);
    if (!topic) return done(not_found(name));
    if (more.empty()) return done({});
    const auto first = topic->partitions.size();
    const auto count = more.size();
    const auto settings = world_.properties.partition_settings(topic->record.configs);
    world_.workers.run<Made>(
        [this, name, first, count, settings] {
            return make_partitions(name, first, count, settings);
        },
        world_.home,
        [this, name, more = std::move(more), done = std::move(done)](Made made) mutable {
            if (!made) return done(std::move(made).error());
            const bool is_there = find(name) != nullptr;
            auto grow = [name, more](TopicFile& file) {
                auto grown = *file.find(name);
                grown.replicas.insert(grown.replicas.end(), more.begin(), more.end());
                file.put(std::move(grown));
                return Result<>();
            };
            auto attach_them = [this,
                                name,
                                made = std::move(made).value(),
                                more = std::move(more),
                                done = std::move(done)](Result<> stored) mutable {
                attach(name, std::move(more), std::move(made), std::move(stored), std::move(done));
            };
            // A topic that is shown now is removed from the file after this change, if at all.
            if (!is_there) return attach_them(not_found(name));
            store({name, std::move(grow), std::move(attach_them)});
        }
    );
}

void TopicCatalog::attach(
    const std::string& name,
    std::vector<Replicas> more,
    std::vector<PartitionPtr> made,
    Result<> stored,
    Done done
) {
    if (stored) {
        // If it is being removed, they go with it.
        auto& [record, partitions] = *held(name);
        record.replicas.insert(record.replicas.end(), more.begin(), more.end());
        partitions.insert(partitions.end(), made.begin(), made.end());
        return done(std::move(stored));
    }
    // topics.json was not written, or the topic is gone. A deleted topic's name stays taken until
    // its own partitions are deleted, which the worker does after these, so that no new topic of
    // that name can find them.
    const auto first = static_cast<std::size_t>(made.front()->number());
    auto answer = [why = std::move(stored).error(), done = std::move(done)](Result<>) mutable {
        done(std::move(why));
    };
    discard(name, first, made.size(), std::move(answer));
}

void TopicCatalog::change_configs(const std::string& name, ConfigEdit edit, Done done) {
    if (!find(name)) return done(not_found(name));
    auto change = [name, edit = std::move(edit)](TopicFile& file) mutable -> Result<> {
        auto changed = *file.find(name);
        changed.configs = ATLAS_TRY(edit(changed.configs));
        file.put(std::move(changed));
        return {};
    };
    store({name, std::move(change), [this, name, done = std::move(done)](Result<> written) mutable {
               // Null if a removal shared the write.
               const auto* record = stored_.find(name);
               if (written && record) {
                   auto& topic = *held(name);
                   topic.record.configs = record->configs;
                   apply_settings(topic);
               }
               done(std::move(written));
           }});
}

}  // namespace atlas::broker
