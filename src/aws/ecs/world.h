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

/// What ECS stands on, beside the operations of other services.
namespace atlas::aws::ecs {

/// The bytes of images by digest ("sha256:…"); implemented by region/ over the registry's blobs.
/// Who may have them was asked of ECR before. Any thread; may block.
class ImageSource {
public:
    virtual ~ImageSource() = default;
    virtual std::string path_of(const std::string& digest) const = 0;
    /// All that are there.
    virtual Result<std::vector<std::string>> digests() const = 0;
    /// A manifest or configuration; not_found.
    virtual Result<std::string> load(const std::string& digest) const = 0;
};

/// Temporary credentials of a role for a task; implemented by region/ over iam, which checks that
/// the role trusts ecs-tasks.amazonaws.com. Region thread only.
class RoleCredentials {
public:
    virtual ~RoleCredentials() = default;
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

/// All references outlive the service.
struct World {
    Host& host;
    supervisor::Supervisor& supervisor;
    network::Network& network;
    ImageSource& images;
    RoleCredentials& credentials;
};

}  // namespace atlas::aws::ecs
