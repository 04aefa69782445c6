// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crypto/digest.h"
#include "json/fields.h"
#include "json/value.h"

/// The tokens by which a client says that a request is the same one again, whatever attempt it is.
namespace atlas::aws::ecs {

/// A request as it is remembered beside what it made. Empty where the client gave no token.
struct ClientToken {
    std::string token;
    std::string request;  // digest of the whole input
    static void fields(auto& self, auto&& field) {
        field("token", self.token);
        field("request", self.request);
    }
    bool same_token(const ClientToken& other) const {
        return !token.empty() && token == other.token;
    }
};

template <typename Input>
ClientToken client_token_of(const Input& input) {
    if (!input.client_token || input.client_token->empty()) return {};
    return {*input.client_token, crypto::sha256_hex(json::serialize(json::to_value(input)))};
}

}  // namespace atlas::aws::ecs
