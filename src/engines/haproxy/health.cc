// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/health.h"

#include "engines/haproxy/configuration.h"

namespace atlas::engines::haproxy {
namespace {

Health failed(const ServerStatus& status) {
    Health health{
        Health::State::unhealthy,
        "Target.FailedHealthChecks",
        "Health checks failed",
        status.sessions
    };
    // A HAProxy that loaded the state of an earlier process does not know the status code.
    if (status.check == "L7STS" && status.check_code != 0) {
        health.reason = "Target.ResponseCodeMismatch";
        health.description =
            "Health checks failed with these codes: [" + std::to_string(status.check_code) + "]";
    } else if (status.check == "L4TOUT" || status.check == "L6TOUT" || status.check == "L7TOUT") {
        health.reason = "Target.Timeout";
        health.description = "Request timed out";
    }
    return health;
}

}  // namespace

Health health_of(const Target& target, const ServerStatus* known) {
    int sessions = known ? known->sessions : 0;
    if (target.draining) {
        if (known && !known->draining) sessions = -1;
        return {
            Health::State::draining,
            "Target.DeregistrationInProgress",
            "Target deregistration is in progress",
            sessions
        };
    }
    if (!known) {
        return {
            Health::State::initial,
            "Elb.RegistrationInProgress",
            "Target registration is in progress",
            0
        };
    }
    // A server from a file is up before its first check ("INI").
    if (is_initial(*known) || known->check == "INI") {
        return {
            Health::State::initial,
            "Elb.InitialHealthChecking",
            "Initial health checks in progress",
            sessions
        };
    }
    if (known->status.starts_with("UP")) return {Health::State::healthy, "", "", sessions};
    return failed(*known);
}

}  // namespace atlas::engines::haproxy
