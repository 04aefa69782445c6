// SPDX-License-Identifier: Apache-2.0
// ListSecrets.
#include "aws/models/secretsmanager/list_secrets.h"

#include <algorithm>
#include <cctype>
#include <tuple>

#include "aws/secretsmanager/operations.h"
#include "aws/secretsmanager/page.h"
#include "aws/secretsmanager/show_secret.h"

namespace atlas::aws::secretsmanager {
namespace {

std::string lower(std::string_view text) {
    std::string made(text);
    std::ranges::transform(made, made.begin(), [](unsigned char character) {
        return static_cast<char>(std::tolower(character));
    });
    return made;
}

/// The words of a text in lower case.
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words(1);
    for (char character : lower(text)) {
        if (std::isalnum(static_cast<unsigned char>(character))) {
            words.back().push_back(character);
        } else if (!words.back().empty()) {
            words.emplace_back();
        }
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

/// The filter key "all": each word of the value must be the beginning of a word of some attribute.
/// Case does not matter.
bool has_words(const SecretRow& row, const std::string& region, const std::string& value) {
    auto there = words_of(row.name + " " + row.description.value_or("") + " " + region);
    for (const auto& [key, tag] : row.tags)
        for (auto& word : words_of(key + " " + tag))
            there.push_back(std::move(word));
    return std::ranges::all_of(words_of(value), [&](const std::string& wanted) {
        return std::ranges::any_of(there, [&](const auto& word) {
            return word.starts_with(wanted);
        });
    });
}

bool has_value(
    const SecretRow& row,
    const std::string& region,
    const std::string& key,
    const std::string& value
) {
    if (key == "name") return row.name.starts_with(value);
    if (key == "description") return lower(row.description.value_or("")).starts_with(lower(value));
    if (key == "primary-region") return region.starts_with(value);
    if (key == "owning-service") return false;
    if (key == "all") return has_words(row, region, value);
    return std::ranges::any_of(row.tags, [&](const auto& tag) {
        return (key == "tag-key" ? tag.first : tag.second).starts_with(value);
    });
}

/// Whether one of the filter's values matches. A value that begins with "!" matches if the rest of
/// it does not.
bool passes(const SecretRow& row, const std::string& region, const Filter& filter) {
    auto key = filter.key.value_or("all");
    return std::ranges::any_of(filter.values, [&](const std::string& value) {
        if (value.starts_with('!')) return !has_value(row, region, key, value.substr(1));
        return has_value(row, region, key, value);
    });
}

/// By default sorts by creation date, oldest first.
void sort(json::List<SecretListEntry>& entries, const ListSecretsInput& input) {
    auto by = input.sort_by.value_or("created-date");
    auto place = [&](const SecretListEntry& entry) {
        auto date = by == "last-changed-date" ? entry.last_changed_date : entry.created_date;
        return std::tuple(by == "name" ? Time{} : date.value_or(Time{}), entry.name.value_or(""));
    };
    std::ranges::sort(entries, {}, place);
    if (input.sort_order == "desc") std::ranges::reverse(entries);
}

Answer<ListSecretsOutput> list_secrets(State& state, Call& call, const ListSecretsInput& input) {
    if (input.sort_by == "last-accessed-date") {
        return AwsError{
            "NotImplemented", "SortBy last-accessed-date: accesses are not recorded.", 501, {}
        };
    }
    ListSecretsOutput output;
    for (const auto& [arn, row] : state.secrets) {
        if (row.deletion_date && *row.deletion_date <= call.now()) continue;
        if (row.deleted && !input.include_planned_deletion.value_or(false)) continue;
        bool wanted = std::ranges::all_of(input.filters, [&](const Filter& filter) {
            return passes(row, call.place().region, filter);
        });
        if (!wanted) continue;
        SecretListEntry entry;
        show(entry, row);
        entry.secret_versions_to_stages = stages_of(row);
        output.secret_list.push_back(std::move(entry));
    }
    sort(output.secret_list, input);
    ATLAS_TRY(cut_page<ListSecrets>(
        input,
        page_rules(),
        output.secret_list,
        output.next_token,
        [](const auto& entry) { return entry.arn.value_or(""); }
    ));
    return output;
}

}  // namespace

std::vector<Operation> list_operations(State& state) {
    return {operation<ListSecrets>(on_state(state, list_secrets))};
}

}  // namespace atlas::aws::secretsmanager
