// SPDX-License-Identifier: Apache-2.0
#include "network/ruleset.h"

namespace atlas::network {
namespace {

bool is_map(const Ruleset::Elements& elements) {
    return elements.type.contains(" : ");
}

/// Writes nft commands for one table.
class Writer {
public:
    explicit Writer(const std::string& table) : table_(table) {}

    void line(std::string_view command, std::string_view name, std::string_view rest = {}) {
        text_.append(command).append(" ").append(table_).append(" ").append(name);
        if (!rest.empty()) text_.append(" ").append(rest);
        text_ += '\n';
    }
    void add_table() { text_ += "add table " + table_ + "\n"; }
    void add_set(const std::string& name, const Ruleset::Elements& elements) {
        line(
            is_map(elements) ? "add map" : "add set",
            name,
            "{ type " + elements.type + "; " + elements.options + "}"
        );
    }
    void add_rules(const std::string& chain, const std::vector<std::string>& rules) {
        for (const auto& rule : rules)
            line("add rule", chain, rule);
    }
    void elements(
        std::string_view command,
        const std::string& set,
        const std::map<std::string, std::string>& each,
        bool with_values
    ) {
        if (each.empty()) return;
        std::string list = "{ ";
        for (const auto& [key, value] : each) {
            if (list.size() > 2) list += ", ";
            list += key;
            if (with_values && !value.empty()) list += " : " + value;
        }
        line(command, set, list + " }");
    }
    std::string take() { return std::move(text_); }

private:
    const std::string& table_;
    std::string text_;
};

/// Elements of `from` that are missing or different in `other`.
std::map<std::string, std::string> less(
    const std::map<std::string, std::string>& from, const std::map<std::string, std::string>& other
) {
    std::map<std::string, std::string> rest;
    for (const auto& [key, value] : from) {
        auto same = other.find(key);
        if (same == other.end() || same->second != value) rest.emplace(key, value);
    }
    return rest;
}

void add_names(Writer& writer, const Ruleset& before, const Ruleset& after) {
    for (const auto& [name, hook] : after.hooks)
        if (!before.hooks.contains(name)) writer.line("add chain", name, "{ " + hook + " }");
    for (const auto& [name, elements] : after.sets)
        if (!before.sets.contains(name)) writer.add_set(name, elements);
    for (const auto& [name, rules] : after.chains)
        if (!before.chains.contains(name) && !after.hooks.contains(name))
            writer.line("add chain", name);
}

void change_elements(Writer& writer, const Ruleset& before, const Ruleset& after) {
    static const Ruleset::Elements none;
    for (const auto& [name, now] : after.sets) {
        auto known = before.sets.find(name);
        const auto& then = known == before.sets.end() ? none : known->second;
        writer.elements("delete element", name, less(then.each, now.each), false);
        writer.elements("add element", name, less(now.each, then.each), true);
    }
}

void change_chains(Writer& writer, const Ruleset& before, const Ruleset& after) {
    for (const auto& [name, rules] : after.chains) {
        auto known = before.chains.find(name);
        if (known != before.chains.end() && known->second == rules) continue;
        if (known != before.chains.end()) writer.line("flush chain", name);
        writer.add_rules(name, rules);
    }
}

/// Runs last, when nothing refers to them any more.
void delete_names(Writer& writer, const Ruleset& before, const Ruleset& after) {
    for (const auto& [name, rules] : before.chains)
        if (!after.chains.contains(name)) writer.line("flush chain", name);
    for (const auto& [name, rules] : before.chains)
        if (!after.chains.contains(name)) writer.line("delete chain", name);
    for (const auto& [name, elements] : before.sets)
        if (!after.sets.contains(name))
            writer.line(is_map(elements) ? "delete map" : "delete set", name);
}

}  // namespace

std::string render_change(const Ruleset& before, const Ruleset& after) {
    Writer writer(after.table);
    add_names(writer, before, after);
    change_elements(writer, before, after);
    change_chains(writer, before, after);
    delete_names(writer, before, after);
    return writer.take();
}

std::string render_anew(const TableNames& before, const Ruleset& after) {
    Writer writer(after.table);
    writer.add_table();
    for (const auto& [name, hook] : after.hooks)
        writer.line("add chain", name, "{ " + hook + " }");
    for (const auto& name : before.chains)
        writer.line("flush chain", name);
    for (const auto& name : before.maps)
        writer.line("delete map", name);
    for (const auto& name : before.chains)
        if (!after.hooks.contains(name)) writer.line("delete chain", name);
    for (const auto& name : before.sets)
        writer.line("delete set", name);
    Ruleset empty;
    empty.table = after.table;
    empty.hooks = after.hooks;
    return writer.take() + render_change(empty, after);
}

TableNames parse_table_names(std::string_view listing) {
    TableNames names;
    while (!listing.empty()) {
        auto end = std::min(listing.find('\n'), listing.size());
        auto line = listing.substr(0, end);
        listing.remove_prefix(std::min(end + 1, listing.size()));
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (!line.ends_with(" {")) continue;
        line.remove_suffix(2);
        auto space = line.find(' ');
        if (space == std::string_view::npos) continue;
        auto kind = line.substr(0, space);
        std::string name(line.substr(space + 1));
        if (kind == "chain")
            names.chains.insert(std::move(name));
        else if (kind == "set")
            names.sets.insert(std::move(name));
        else if (kind == "map")
            names.maps.insert(std::move(name));
    }
    return names;
}

}  // namespace atlas::network
