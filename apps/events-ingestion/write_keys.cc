// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/write_keys.h"

#include <fmt/core.h>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "json/fields.h"

namespace atlas::ingestion {
namespace {

struct KeyText {
    std::string id;
    std::string key;
    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("key", self.key);
    }
};

Error wrong(std::size_t index, std::string_view why) {
    return {ErrorCode::invalid_argument, fmt::format("WRITE_KEYS[{}]: {}", index, why)};
}

bool takes_scheme(std::string_view& header, std::string_view scheme) {
    if (header.size() <= scheme.size() || header[scheme.size()] != ' ') return false;
    for (std::size_t index = 0; index < scheme.size(); ++index) {
        if ((header[index] | 0x20) != scheme[index]) return false;
    }
    header.remove_prefix(scheme.size() + 1);
    return true;
}

/// The key in an Authorization header, or nothing.
std::optional<std::string> presented_key(std::string_view header) {
    if (takes_scheme(header, "bearer")) return std::string(header);
    if (!takes_scheme(header, "basic")) return std::nullopt;
    auto decoded = decode_base64(header);
    if (!decoded) return std::nullopt;
    decoded->resize(std::min(decoded->find(':'), decoded->size()));
    return decoded;
}

}  // namespace

Result<WriteKeys> WriteKeys::parse(std::string_view json) {
    // The parser's message could contain a part of a key, so it is not returned.
    auto value = json::parse(json);
    std::vector<KeyText> texts;
    if (!value || !json::from_value(value.value(), texts)) {
        return Error(
            ErrorCode::invalid_argument, R"(WRITE_KEYS is not a JSON list of {"id", "key"} objects)"
        );
    }
    if (texts.empty()) return Error(ErrorCode::invalid_argument, "WRITE_KEYS has no keys");
    WriteKeys keys;
    for (std::size_t index = 0; index < texts.size(); ++index) {
        auto& text = texts[index];
        if (text.id.empty()) return wrong(index, "the id is empty");
        if (text.key.empty()) return wrong(index, "the key is empty");
        Key added{text.id, crypto::sha256(text.key)};
        for (const Key& other : keys.keys_) {
            if (other.id == added.id) return wrong(index, "the id stands twice");
            if (other.digest == added.digest) return wrong(index, "the key stands twice");
        }
        keys.keys_.push_back(std::move(added));
    }
    return keys;
}

std::optional<std::string> WriteKeys::find(std::string_view authorization) const {
    auto presented = presented_key(authorization);
    if (!presented) return std::nullopt;
    auto digest = crypto::sha256(*presented);
    const Key* found = nullptr;
    for (const Key& key : keys_) {
        if (crypto::equal_constant_time(key.digest, digest)) found = &key;
    }
    if (!found) return std::nullopt;
    return found->id;
}

}  // namespace atlas::ingestion
