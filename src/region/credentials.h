// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace atlas::region {

/// The administrator's access for `atlas env`, kept in credentials.json (mode 0600) of the home.
struct Credentials {
    std::string endpoint;  // http://127.0.0.1:4566
    std::string access_key_id;
    std::string secret_access_key;
    std::string region;     // us-east-1
    std::string region_id;  // 6 hex digits
    static void fields(auto& self, auto&& field) {
        field("Endpoint", self.endpoint);
        field("AccessKeyId", self.access_key_id);
        field("SecretAccessKey", self.secret_access_key);
        field("Region", self.region);
        field("RegionId", self.region_id);
    }
};

/// Writes nothing if the file already has this content.
Result<> write_credentials(const std::string& home, const Credentials& credentials);
/// not_found: no region has been started in this home.
Result<Credentials> read_credentials(const std::string& home);

}  // namespace atlas::region
