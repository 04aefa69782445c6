// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "aws/wire/identity.h"
#include "aws/wire/service.h"
#include "policy/identity_export.h"

namespace atlas::aws::iam {

/// The region administrator's long-term key.
struct AdministratorKey {
    std::string access_key_id;
    std::string secret_access_key;
};

using policy::IdentityExport;

/// Roles, users, policies and keys of the account; knows who may do what. Region thread only, but
/// for `find_credentials`.
class IamService : public Service, public Identities, public SessionSource {
public:
    /// After `start`, which makes it once.
    virtual AdministratorKey administrator_key() const = 0;
    virtual IdentityExport export_identities() const = 0;
    /// A policy, and what this region does not decide of it as AWS does
    /// (aws/wire/policy_findings.h).
    struct Finding {
        std::string policy;  // "policy deploy of role ci"
        std::string sentence;
    };
    virtual std::vector<Finding> findings() const = 0;
    /// Called on the region thread after each committed change of roles, policies or keys. Before
    /// `start`.
    virtual void on_changed(std::function<void()> changed) = 0;
};

/// `place` and `clock` are for find_credentials on io threads and outlive the service.
std::unique_ptr<IamService> make_service(const Place& place, const Clock& clock);

}  // namespace atlas::aws::iam
