// SPDX-License-Identifier: Apache-2.0
#include "region/credentials.h"

#include "json/fields.h"
#include "linux/replace_file.h"

namespace atlas::region {

Result<> write_credentials(const std::string& home, const Credentials& credentials) {
    auto path = home + "/credentials.json";
    auto text = json::serialize_pretty(json::to_value(credentials)) + "\n";
    // Rewriting the same content would fail on a full disk.
    if (auto before = linux::read_file(path); before && before.value() == text) return {};
    return linux::replace_file(path, text);
}

Result<Credentials> read_credentials(const std::string& home) {
    auto text = ATLAS_TRY(linux::read_file(home + "/credentials.json"));
    auto value = ATLAS_TRY(json::parse(text));
    Credentials credentials;
    ATLAS_TRY(json::from_value(value, credentials));
    return credentials;
}

}  // namespace atlas::region
