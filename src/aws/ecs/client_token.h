// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crypto/digest.h"
#include "json/fields.h"
#include "json/value.h"

/// Idempotency tokens: a retried CreateService or RunTask carries the clientToken of the first
/// attempt and must not create anything twice.
namespace atlas::aws::ecs {

/// Stored in the row that the request created, so that a retry finds it. Empty if the client sent
/// no token.
struct ClientToken {
    std::string token;
    std::string request;  // SHA-256 of the whole input: the same token with another input conflicts
    static void fields(auto& self, auto&& field) {
        field("token", self.token);
        field("request", self.request);
    }
    /// False if neither request had a token.
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
