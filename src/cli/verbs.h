// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/surroundings.h"

/// One function a verb, one file each; each answers an ExitCode.
namespace atlas::cli {

/// `atlas region run`: keeper and region in the foreground, until SIGINT or SIGTERM. `adopt` is the
/// pid of a region that runs already.
int run_region(const Surroundings& surroundings, int adopt);
/// `atlas region serve`: the region process itself; started by its keeper.
int serve_region(const Surroundings& surroundings, int keeper);
/// `atlas region pid`: the region's own pid on stdout; not_running where there is none.
int print_region_pid(const Surroundings& surroundings);
/// `atlas region stop`: ends region and keeper; what they started goes on.
int stop_region(const Surroundings& surroundings);

struct EnvOptions {
    bool write_key = false;  // only a key to try the edge with
};
/// `atlas env`: shell exports for aws, terraform and the rest.
int print_env(const Surroundings& surroundings, const EnvOptions& options);
/// `atlas ca`: the authority's certificate, PEM.
int print_ca(const Surroundings& surroundings);

/// `atlas status`: ok, unhealthy, or not_running.
int print_status(const Surroundings& surroundings);

struct WaitOptions {
    std::string service;            // its name, or the end of it after a '-'
    std::string state = "healthy";  // or "up", "down"
    int timeout_s = 120;
};
/// `atlas wait`: ok, timed_out with why, usage for an unknown service.
int wait_for_service(const Surroundings& surroundings, const WaitOptions& options);

struct LogsOptions {
    std::string service;  // empty = all
    int count = 20;
};
/// `atlas logs`: the latest lines of the newest stream of each log group.
int print_logs(const Surroundings& surroundings, const LogsOptions& options);

/// `atlas up [root]`: region, way up of the root, everything healthy.
int bring_up(const Surroundings& surroundings, const std::string& root);

struct DownOptions {
    bool purge = false;
    bool yes = false;  // do not ask
};
/// `atlas down`: ends everything; `--purge` erases the region's data and Terraform's local state
/// too.
int bring_down(const Surroundings& surroundings, const DownOptions& options);

}  // namespace atlas::cli
