// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"
#include "network/leases.h"
#include "region/authority.h"
#include "region/home.h"
#include "region/keeper.h"
#include "region/place.h"
#include "region/region.h"
#include "region/region_thread.h"
#include "region/take_down.h"
#include "region/worker_pool.h"

namespace atlas::region {
namespace {

constexpr int worker_count = 8;

Result<> take_down_all(const std::string& path) {
    SystemRandom random;
    SystemClock clock;
    auto home = ATLAS_TRY(Home::open(path, random));
    ATLAS_TRY(home.lock());
    auto lease = ATLAS_TRY(network::take_lease(home.path()));
    auto authority = ATLAS_TRY(open_authority(home, clock, random));
    auto network =
        ATLAS_TRY(network::Network::open({home.identity().id, home.path(), lease.block}));
    RegionThread thread;
    WorkerPool workers(worker_count);
    supervisor::Supervisor::Options options;
    options.region_id = home.identity().id;
    options.home = home.path();
    options.ca_pem = authority.certificate_pem;
    options.home_thread = &thread;
    options.workers = &workers;
    options.clock = &clock;
    auto supervisor = ATLAS_TRY(supervisor::Supervisor::open(options));
    supervisor->recover();
    take_down(*supervisor, *network, workers, thread, home.path(), [&thread] { thread.stop(); });
    thread.run();
    return {};
}

}  // namespace

int take_down_region(const std::string& home) {
    end_keeping(home);
    auto done = take_down_all(home);
    if (done) return 0;
    log::error("region", "{}", done.error().message());
    return done.error().code() == ErrorCode::conflict ? 6 : 1;
}

}  // namespace atlas::region
