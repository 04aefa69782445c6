// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/surroundings.h"

/// One function per verb, in a file of its own. Each returns an ExitCode.
namespace atlas::cli {

/// `atlas region run`: runs keeper and region in the foreground until SIGINT or SIGTERM. `adopt` is
/// the pid of a region that already runs, or 0.
int run_region(const Surroundings& surroundings, int adopt);
/// `atlas region serve`: runs the region process itself; its keeper starts it.
int serve_region(const Surroundings& surroundings, int keeper);
/// `atlas region pid`: prints the region's pid; not_running if there is none.
int print_region_pid(const Surroundings& surroundings);
/// `atlas region stop`: ends region and keeper; workloads keep running.
int stop_region(const Surroundings& surroundings);

struct EnvOptions {
    bool write_key = false;  // print only a write key, to try the edge with
};
/// `atlas env`: prints shell exports for aws, terraform and other clients.
int print_env(const Surroundings& surroundings, const EnvOptions& options);
/// `atlas ca`: prints the authority's certificate as PEM.
int print_ca(const Surroundings& surroundings);

/// `atlas status`: prints what runs; returns ok, unhealthy or not_running.
int print_status(const Surroundings& surroundings);

struct WaitOptions {
    std::string service;            // its name, or the part of it after a '-'
    std::string state = "healthy";  // or "up", "down"
    int timeout_s = 120;
};
/// `atlas wait`: returns ok, timed_out (after printing the reasons), or usage for an unknown
/// service.
int wait_for_service(const Surroundings& surroundings, const WaitOptions& options);

struct LogsOptions {
    std::string service;  // empty = all
    int count = 20;
};
/// `atlas logs`: prints the latest lines of each matching log group, from its latest streams.
int print_logs(const Surroundings& surroundings, const LogsOptions& options);

/// `atlas up [root]`: starts the region, applies the root and waits until everything is healthy.
int bring_up(const Surroundings& surroundings, const std::string& root);

struct DownOptions {
    bool purge = false;
    bool yes = false;  // do not ask
};
/// `atlas down`: ends everything. With `--purge` it also erases the region's data and its local
/// Terraform state.
int bring_down(const Surroundings& surroundings, const DownOptions& options);

}  // namespace atlas::cli
