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

/// The long-term key of the account's root, which the region creates at its first start.
struct AdministratorKey {
    std::string access_key_id;
    std::string secret_access_key;
};

using policy::IdentityExport;

/// IAM: the roles, users, policies and access keys of the account. Gives the dispatcher credentials
/// and policies, and aws/sts what it needs for sessions. Owned by region/. Region thread only,
/// except for `find_credentials`.
class IamService : public Service, public Identities, public SessionSource {
public:
    /// Valid after `start`.
    virtual AdministratorKey administrator_key() const = 0;
    /// Everything that the broker needs to authenticate and authorize without the region. Contains
    /// secrets.
    virtual IdentityExport export_identities() const = 0;
    /// A condition of a stored policy that does not work as its author may expect, see
    /// aws/wire/policy_findings.h.
    struct Finding {
        std::string policy;  // "policy deploy of role ci"
        std::string sentence;
    };
    virtual std::vector<Finding> findings() const = 0;
    /// Sets the function that is called on the region thread after each successful write operation,
    /// once that is committed. To be set before `start`.
    virtual void on_changed(std::function<void()> changed) = 0;
};

/// `place` and `clock` must outlive the service; `find_credentials` uses them on io threads.
std::unique_ptr<IamService> make_service(const Place& place, const Clock& clock);

}  // namespace atlas::aws::iam
