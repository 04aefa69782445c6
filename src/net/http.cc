// SPDX-License-Identifier: Apache-2.0
#include "net/http.h"

#include "base/letter_case.h"

namespace atlas::net {

bool same_name(std::string_view left, std::string_view right) {
    return same_but_for_case(left, right);
}

const std::string* Headers::find(std::string_view name) const {
    for (const auto& [known, value] : list_) {
        if (same_name(known, name)) return &value;
    }
    return nullptr;
}

void Headers::set(std::string_view name, std::string value) {
    std::erase_if(list_, [&](const auto& header) { return same_name(header.first, name); });
    add(std::string(name), std::move(value));
}

std::string_view Request::path() const {
    return std::string_view(target).substr(0, target.find('?'));
}

std::string_view Request::query() const {
    const auto mark = target.find('?');
    return mark == target.npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

}  // namespace atlas::net
