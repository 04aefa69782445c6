// SPDX-License-Identifier: Apache-2.0
#include "region/credentials.h"

#include "json/fields.h"
#include "linux/replace_file.h"

namespace atlas::region {

Result<> write_credentials(const std::string& home, const Credentials& credentials) {
    return linux::replace_file(
        home + "/credentials.json", json::serialize_pretty(json::to_value(credentials)) + "\n"
    );
}

Result<Credentials> read_credentials(const std::string& home) {
    auto text = ATLAS_TRY(linux::read_file(home + "/credentials.json"));
    auto value = ATLAS_TRY(json::parse(text));
    Credentials credentials;
    ATLAS_TRY(json::from_value(value, credentials));
    return credentials;
}

}  // namespace atlas::region
