// SPDX-License-Identifier: Apache-2.0
#include "network/hosts_file.h"

#include "linux/file_lock.h"
#include "linux/file_system.h"

namespace atlas::network {
namespace {

constexpr std::string_view mark = "# atlas ";

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        auto end = std::min(text.find_first_of(separators), text.size());
        if (end > 0) parts.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

/// The region of a line "# atlas REGION begin" or "… end".
std::string_view marked_region(std::string_view line, std::string_view word) {
    if (!line.starts_with(mark)) return {};
    auto parts = split(line.substr(mark.size()), " ");
    return parts.size() == 2 && parts[1] == word ? parts[0] : std::string_view();
}

struct Line {
    std::string_view text;    // with its newline
    std::string_view region;  // the block it is in, marks included; empty = none
};

std::vector<Line> read_lines(std::string_view text) {
    std::vector<Line> lines;
    std::string_view region;
    while (!text.empty()) {
        auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        if (auto begun = marked_region(line, "begin"); !begun.empty()) region = begun;
        lines.push_back({text.substr(0, std::min(end + 1, text.size())), region});
        if (!marked_region(line, "end").empty()) region = {};
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

}  // namespace

OwnedNames parse_hosts_block(std::string_view text, const std::string& region) {
    OwnedNames names;
    for (const auto& line : read_lines(text)) {
        auto comment = line.text.find(" # ");
        if (line.region != region || comment == std::string_view::npos) continue;
        auto parts = split(line.text.substr(0, comment), " \t");
        auto owner = split(line.text.substr(comment + 3), "\n");
        if (parts.size() == 2 && owner.size() == 1 && !line.text.starts_with('#'))
            names[std::string(owner[0])][std::string(parts[1])] = parts[0];
    }
    return names;
}

HostsEdit edit_hosts(std::string_view text, const std::string& region, const OwnedNames& names) {
    HostsEdit edit;
    std::map<std::string, std::string, std::less<>> taken;
    for (const auto& line : read_lines(text)) {
        if (line.region == region) continue;
        edit.text += line.text;
        auto entry = split(line.text.substr(0, line.text.find('#')), " \t\n");
        for (std::size_t at = 1; at < entry.size(); ++at)
            taken.emplace(
                entry[at], line.region.empty() ? "the hosts file" : std::string(line.region)
            );
    }
    std::string block;
    for (const auto& [owner, owned] : names) {
        for (const auto& [name, address] : owned) {
            if (auto found = taken.find(name); found != taken.end()) {
                edit.conflicts.push_back({name, found->second});
                continue;
            }
            taken.emplace(name, region);
            block.append(address).append(" ").append(name).append(" # ").append(owner) += '\n';
        }
    }
    if (block.empty()) return edit;
    if (!edit.text.empty() && !edit.text.ends_with('\n')) edit.text += '\n';
    auto marked = std::string(mark) + region;
    edit.text += marked + " begin\n" + block + marked + " end\n";
    return edit;
}

Result<std::vector<NameConflict>> write_hosts(
    const std::string& hosts_file,
    const std::string& lock_path,
    const std::string& region,
    const OwnedNames& names
) {
    auto lock = ATLAS_TRY(linux::lock_file(lock_path));
    linux::SystemFileSystem files;
    auto text = ATLAS_TRY(linux::load_file(files, hosts_file));
    auto edit = edit_hosts(text, region, names);
    if (edit.text != text) {
        // In place, because it may be a mount. Overwritten first and then truncated, so that it is
        // never empty.
        auto file = ATLAS_TRY(files.open(hosts_file, linux::OpenMode::write));
        ATLAS_TRY(file->write_at(0, edit.text));
        ATLAS_TRY(file->truncate(edit.text.size()));
    }
    return std::move(edit.conflicts);
}

}  // namespace atlas::network
