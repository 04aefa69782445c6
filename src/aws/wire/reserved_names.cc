// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/reserved_names.h"

#include "base/letter_case.h"

namespace atlas::aws {

bool is_reserved_name(const Place& place, std::string_view name) {
    const auto own = place.region + "." + place.suffix;
    while (name.ends_with('.'))
        name.remove_suffix(1);
    if (name.size() < own.size()) return false;
    auto tail = name.substr(name.size() - own.size());
    if (!same_but_for_case(tail, own)) return false;
    return name.size() == own.size() || name[name.size() - own.size() - 1] == '.';
}

}  // namespace atlas::aws
