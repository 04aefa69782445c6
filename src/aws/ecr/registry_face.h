// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ecr/state.h"
#include "registry/repositories.h"

namespace atlas::aws::ecr {

/// What the registry needs of ECR. A request is authorized by IAM as the principal in its token,
/// and images and tags are in the same tables that the API uses. Owned by the service. Region
/// thread only.
class RegistryFace final : public registry::Repositories {
public:
    explicit RegistryFace(State& state) : state_(state) {}
    /// To be called before the first request.
    void start(Host& host) { host_ = &host; }

    /// Each registry action is checked as the ECR action that it corresponds to on AWS, against the
    /// repository's own policy too.
    std::optional<registry::Refusal> authorize(
        std::string_view authorization, registry::Action action, const std::string& repository
    ) override;
    /// The ARN of the user, or of the role for a session; empty for an invalid token.
    std::string principal_of(std::string_view authorization) const override;
    std::string challenge() const override;
    std::optional<registry::Manifest> find(
        const std::string& repository, const std::string& reference
    ) override;
    void put(const std::string& repository, registry::NewManifest manifest, Done done) override;
    void remove(const std::string& repository, const std::string& reference, Done done) override;
    std::vector<std::string> tags(const std::string& repository) override;

private:
    /// Runs `decide` as ECR's service principal; calls `done` after the commit.
    void change(const std::function<void(Call&)>& decide, Done done);

    State& state_;
    Host* host_ = nullptr;
};

}  // namespace atlas::aws::ecr
