// SPDX-License-Identifier: Apache-2.0
#include "region/take_down.h"

#include "network/leases.h"
#include "network/network.h"
#include "region/home.h"
#include "region/region_thread.h"
#include "region/worker_pool.h"
#include "supervisor/supervisor.h"

namespace atlas::region {
namespace {

constexpr int worker_count = 8;

Result<> end_workloads(const Home& home) {
    SystemClock clock;
    RegionThread thread;
    WorkerPool workers(worker_count);
    supervisor::Supervisor::Options options;
    options.region_id = home.identity().id;
    options.home = home.path();
    options.home_thread = &thread;
    options.workers = &workers;
    options.clock = &clock;
    auto supervisor = ATLAS_TRY(supervisor::Supervisor::open(options));
    supervisor->recover();
    supervisor->stop_all([&thread] { thread.stop(); });
    thread.run();
    return {};
}

}  // namespace

Result<> take_down(const std::string& path) {
    SystemRandom random;
    auto home = ATLAS_TRY(Home::open(path, random));
    ATLAS_TRY(home.lock());
    // While this process holds the lease, no other region removes the run folder.
    auto lease = ATLAS_TRY(network::take_lease(home.path()));
    // Workloads first: runc's state is in the run folder, which the network removes as a whole.
    ATLAS_TRY(end_workloads(home));
    auto network =
        ATLAS_TRY(network::Network::open({home.identity().id, home.path(), lease.block}));
    ATLAS_TRY(network->remove_all());
    return network::free_lease(home.path());
}

}  // namespace atlas::region
