// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/principal.h"

#include <fmt/core.h>

namespace atlas::aws {

Principal service_principal(
    const std::string& account, const std::string& service, const std::string& role_name
) {
    Principal principal;
    principal.kind = Principal::Kind::role_session;
    principal.session_name = service.substr(0, service.find('.'));
    principal.arn = fmt::format(
        "arn:aws:sts::{}:assumed-role/{}/{}", account, role_name, principal.session_name
    );
    principal.role_arn =
        fmt::format("arn:aws:iam::{}:role/aws-service-role/{}/{}", account, service, role_name);
    principal.account = account;
    principal.user_id = role_name + ":" + principal.session_name;
    return principal;
}

Principal through_service(Principal caller, const std::string& service) {
    caller.via_service = service;
    return caller;
}

Principal service_itself(const std::string& account, const std::string& service) {
    Principal principal;
    principal.kind = Principal::Kind::service;
    principal.arn = service;
    principal.account = account;
    principal.user_id = service;
    return principal;
}

}  // namespace atlas::aws
