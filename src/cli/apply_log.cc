// SPDX-License-Identifier: Apache-2.0
#include "cli/apply_log.h"

#include "cli/json_member.h"

namespace atlas::cli {
namespace {

std::string outcome_of(const std::string& action) {
    if (action == "create") return "created";
    if (action == "update") return "changed";
    if (action == "delete") return "destroyed";
    return action;
}

std::string place_of(const json::Value& diagnostic) {
    auto* range = diagnostic.find("range");
    auto* start = range ? range->find("start") : nullptr;
    if (!start) return "";
    return text_of(*range, "filename") + ":" + std::to_string(number_of(*start, "line"));
}

}  // namespace

void ApplyLog::line(const std::string& text) {
    auto parsed = json::parse(text);
    if (!parsed) {
        if (!text.empty()) progress_->note(text);
        return;
    }
    const auto& entry = parsed.value();
    auto type = text_of(entry, "type");
    if (auto* hook = entry.find("hook")) follow(type, *hook);
    if (type == "change_summary") summary_ = text_of(entry, "@message");
    auto* diagnostic = entry.find("diagnostic");
    if (diagnostic && text_of(*diagnostic, "severity") == "error") add_error(*diagnostic);
    silence();
}

void ApplyLog::silence() {
    std::string names;
    for (const auto& [address, since] : under_way_)
        names += (names.empty() ? "" : ", ") + address;
    auto count = under_way_.size();
    progress_->under_way(count > 1 ? std::to_string(count) + " under way: " + names : names);
}

// Reads of data sources are quick and of no interest, so they are not reported.
void ApplyLog::follow(const std::string& type, const json::Value& hook) {
    auto* resource = hook.find("resource");
    auto address = resource ? text_of(*resource, "addr") : "";
    auto action = text_of(hook, "action");
    if (address.empty() || action == "read") return;
    if (type == "apply_start") under_way_[address] = Clock::now();
    if (type != "apply_complete" && type != "apply_errored") return;
    // Measured here, because Terraform reports whole seconds.
    auto found = under_way_.find(address);
    auto since = found == under_way_.end() ? Clock::now() : found->second;
    if (found != under_way_.end()) under_way_.erase(found);
    auto seconds = std::chrono::duration<double>(Clock::now() - since).count();
    progress_->note(address, type == "apply_complete" ? outcome_of(action) : "FAILED", seconds);
}

void ApplyLog::add_error(const json::Value& diagnostic) {
    auto summary = text_of(diagnostic, "summary");
    auto address = text_of(diagnostic, "address");
    auto place = place_of(diagnostic);
    std::string text = address.empty() ? summary : address + ": " + summary;
    if (!place.empty()) text += " (" + place + ")";
    if (auto detail = text_of(diagnostic, "detail"); !detail.empty()) text += "\n" + detail;
    locked_ = locked_ || summary == "Error acquiring the state lock";
    errors_.push_back(std::move(text));
}

}  // namespace atlas::cli
