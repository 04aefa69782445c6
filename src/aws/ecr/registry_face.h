// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ecr/state.h"
#include "registry/repositories.h"

namespace atlas::aws::ecr {

/// ECR as the registry sees it: rights by IAM in the name of a token's principal, tags and images
/// by the same tables as the API. Region thread only.
class RegistryFace final : public registry::Repositories {
public:
    explicit RegistryFace(State& state) : state_(state) {}
    /// Before the first request.
    void start(Host& host) { host_ = &host; }

    std::optional<registry::Refusal> authorize(
        std::string_view authorization, registry::Action action, const std::string& repository
    ) override;
    std::string principal_of(std::string_view authorization) const override;
    std::string challenge() const override;
    std::optional<registry::Manifest> find(
        const std::string& repository, const std::string& reference
    ) override;
    void put(const std::string& repository, registry::NewManifest manifest, Done done) override;
    void remove(const std::string& repository, const std::string& reference, Done done) override;
    std::vector<std::string> tags(const std::string& repository) override;

private:
    /// Changes the tables in the name of the service itself; `done` follows the commit.
    void change(const std::function<void(Call&)>& decide, Done done);

    State& state_;
    Host* host_ = nullptr;
};

}  // namespace atlas::aws::ecr
