// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/check.h"
#include "json/fields.h"
#include "json/value.h"
#include "store/store.h"

namespace atlas::store {

/// A row's text on the disk.
template <json::Struct T>
std::string encode_row(const T& row) {
    return json::serialize(json::to_value(row));
}

template <json::Struct T>
Result<T> decode_row(std::string_view text) {
    T row{};
    auto value = ATLAS_TRY(json::parse(text));
    ATLAS_TRY(json::from_value(value, row));
    return row;
}

/// A table as the loader of a region sees it, whatever its rows are.
class AnyTable {
public:
    virtual ~AnyTable() = default;
    virtual const std::string& name() const = 0;  // "kms.key"
    /// Restores a row from the store at the start of the region; records no change.
    virtual Result<> load(const std::string& key, std::string_view text) = 0;
};

/// The typed rows of one table, in memory. Every change also goes into a batch. T is a struct with
/// `fields` (json/fields.h); its JSON is the row's format on the disk, so fields may be added but
/// not changed or removed. Memory is ahead of the disk until a batch is committed, so a reconciler
/// acts on a row only when `durable` or `when_durable` says that the two agree. Region thread only.
template <json::Struct T>
class Table final : public AnyTable {
public:
    explicit Table(std::string name)
        : name_(std::move(name)), encode_(encode_row<T>), decode_(decode_row<T>) {}

    const std::string& name() const override { return name_; }
    /// The row, or nullptr. The pointer is valid until the row is erased.
    const T* find(std::string_view key) const {
        auto found = rows_.find(key);
        return found == rows_.end() ? nullptr : &found->second;
    }
    /// Inserts or replaces a row.
    const T& put(Batch& batch, const std::string& key, T row) {
        batch.put(name_, key, encode_(row));
        batch.note(undecided_, key);
        return rows_.insert_or_assign(key, std::move(row)).first->second;
    }
    /// Changes an existing row by `edit(T&)`.
    template <typename Edit>
    const T& edit(Batch& batch, std::string_view key, Edit edit) {
        auto found = rows_.find(key);
        ATLAS_CHECK(found != rows_.end(), "edit is for a row that was just found");
        edit(found->second);
        batch.put(name_, found->first, encode_(found->second));
        batch.note(undecided_, found->first);
        return found->second;
    }
    /// Does nothing if there is no such row.
    void erase(Batch& batch, std::string_view key) {
        auto found = rows_.find(key);
        if (found == rows_.end()) return;
        batch.erase(name_, found->first);
        batch.note(undecided_, found->first);
        rows_.erase(found);
    }
    /// Proof that the row, or its absence, is the same on the disk as in memory; nullopt while a
    /// change of it is pending.
    std::optional<Durable> durable(std::string_view key) const { return undecided_->durable(key); }
    /// The same for the whole table.
    std::optional<Durable> durable() const { return undecided_->durable(); }
    /// Runs `task(Durable)` once no change of this key is pending: immediately, or after the
    /// commit, before that batch's `after_commit` tasks.
    void when_durable(std::string_view key, UndecidedKeys::Task task) const {
        undecided_->when_durable(key, std::move(task));
    }
    /// The same for the whole table.
    void when_all_durable(UndecidedKeys::Task task) const {
        undecided_->when_all_durable(std::move(task));
    }
    Result<> load(const std::string& key, std::string_view text) override {
        rows_.insert_or_assign(key, ATLAS_TRY(decode_(text)));
        return {};
    }
    const std::map<std::string, T, std::less<>>& rows() const { return rows_; }
    auto begin() const { return rows_.begin(); }
    auto end() const { return rows_.end(); }
    bool empty() const { return rows_.empty(); }

private:
    std::string name_;
    // Pointers, so that the row's JSON is compiled where its table is made and not at every change.
    std::string (*encode_)(const T& row);
    Result<T> (*decode_)(std::string_view text);
    std::map<std::string, T, std::less<>> rows_;
    std::shared_ptr<UndecidedKeys> undecided_ = std::make_shared<UndecidedKeys>();
};

}  // namespace atlas::store
