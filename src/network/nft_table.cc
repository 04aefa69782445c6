// SPDX-License-Identifier: Apache-2.0
#include "network/nft_table.h"

namespace atlas::network {

Result<> NftTable::run(std::string text) {
    linux::Command command;
    command.args = {"nft", "-f", "-"};
    command.input = std::move(text);
    command.network_namespace = namespace_;
    ATLAS_TRY(runner_.run_well(command));
    return {};
}

Result<TableNames> NftTable::list(bool& found) {
    linux::Command command;
    command.args = {"nft", "-t", "list table " + table_};
    command.network_namespace = namespace_;
    auto finished = ATLAS_TRY(runner_.run(command));
    found = finished.code == 0;
    return found ? parse_table_names(finished.output) : TableNames{};
}

Result<> NftTable::watch() {
    if (!events_) events_ = ATLAS_TRY(NftEvents::open(namespace_));
    return {};
}

const linux::Fd& NftTable::events() const {
    static const linux::Fd none;
    return events_ ? events_->descriptor() : none;
}

bool NftTable::is_foreign(const NftTransaction& transaction) const {
    auto name = table_.substr(table_.find(' ') + 1);
    if (!transaction.tables.contains(name)) return false;
    if (own_.contains(transaction.generation)) return false;
    // Signed difference, because generations wrap around.
    return static_cast<std::int32_t>(transaction.generation - whole_since_) > 0;
}

bool NftTable::drifted() {
    if (!events_) return false;
    auto told = events_->read();
    for (const auto& transaction : told.transactions) {
        if (is_foreign(transaction)) drifted_ = true;
        own_.erase(transaction.generation);
    }
    // Lost notifications were all our own if the current generation is the last one known to be
    // clean.
    if (told.lost) {
        auto now = events_->generation();
        if (clean_ == 0 || !now || now.value() != clean_) drifted_ = true;
    }
    return drifted_;
}

/// If others change the namespace's ruleset at the same time, our generation is unknown. Our own
/// change is then taken for foreign, and the table is rewritten once more.
Result<> NftTable::change(std::string text, bool whole, std::uint32_t before) {
    ATLAS_TRY(run(std::move(text)));
    if (!events_) return {};
    auto after = ATLAS_TRY(events_->generation());
    const bool alone = after == before + 1;
    if (alone) own_.insert(after);
    const bool continued = whole || (clean_ != 0 && clean_ == before);
    clean_ = alone && continued ? after : 0;
    if (whole) whole_since_ = before;
    return {};
}

Result<> NftTable::apply(const Ruleset& wanted) {
    if (drifted()) applied_.reset();
    const auto before = events_ ? ATLAS_TRY(events_->generation()) : 0;
    const bool whole = !applied_;
    std::string text;
    if (whole) {
        bool found = false;
        text = render_anew(ATLAS_TRY(list(found)), wanted);
    } else {
        text = render_change(*applied_, wanted);
    }
    if (text.empty()) return {};
    applied_.reset();
    ATLAS_TRY(change(std::move(text), whole, before).during("change table " + table_));
    applied_ = wanted;
    drifted_ = false;
    return {};
}

Result<> NftTable::remove() {
    applied_.reset();
    events_.reset();
    drifted_ = false;
    return run("add table " + table_ + "\ndelete table " + table_ + "\n");
}

Result<bool> NftTable::exists() {
    bool found = false;
    ATLAS_TRY(list(found));
    return found;
}

}  // namespace atlas::network
