// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

namespace atlas::store {

void Batch::put(std::string_view table, std::string_view key, std::string value) {
    changes_.push_back({std::string(table), std::string(key), std::move(value)});
}

void Batch::erase(std::string_view table, std::string_view key) {
    changes_.push_back({std::string(table), std::string(key), std::nullopt});
}

}  // namespace atlas::store
