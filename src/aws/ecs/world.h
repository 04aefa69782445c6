// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/wire/answer.h"
#include "aws/wire/host.h"
#include "base/result.h"
#include "container/layer_store.h"
#include "network/network.h"
#include "supervisor/supervisor.h"

/// The dependencies of ECS, other than the operations of other services, which it calls by
/// Call::invoke.
namespace atlas::aws::ecs {

/// The content of images by digest ("sha256:…"). region/ implements it over the registry's blobs.
/// ECR has already authorized the caller. Any thread; may block.
class ImageSource {
public:
    virtual ~ImageSource() = default;
    /// The file of a layer.
    virtual std::string path_of(const std::string& digest) const = 0;
    /// The digests of all blobs that exist.
    virtual Result<std::vector<std::string>> digests() const = 0;
    /// The text of a manifest or configuration; not_found if there is no such blob.
    virtual Result<std::string> load(const std::string& digest) const = 0;
};

/// Issues temporary credentials of a role to a task. region/ implements it over iam, which checks
/// that the role trusts ecs-tasks.amazonaws.com. Region thread only.
class RoleCredentials {
public:
    virtual ~RoleCredentials() = default;
    /// What a task gets from the credentials endpoint.
    struct Issued {
        std::string access_key_id;
        std::string secret_access_key;
        std::string session_token;
        Time expiry;
    };
    virtual Answer<Issued> issue(
        const std::string& role_arn, const std::string& session_name, std::chrono::seconds lifetime
    ) = 0;
};

/// What region/ gives ECS. All references outlive the service.
struct World {
    Host& host;
    supervisor::Supervisor& supervisor;
    network::Network& network;
    ImageSource& images;
    RoleCredentials& credentials;
};

}  // namespace atlas::aws::ecs
