// SPDX-License-Identifier: Apache-2.0
#include "region/take_down.h"

#include "base/log.h"
#include "network/leases.h"

namespace atlas::region {
namespace {

Result<> remove_network(network::Network& network, const std::string& home) {
    ATLAS_TRY(network.remove_all());
    return network::free_lease(home);
}

}  // namespace

void take_down(
    supervisor::Supervisor& supervisor,
    network::Network& network,
    Workers& workers,
    Executor& home_thread,
    const std::string& home,
    std::move_only_function<void()> done
) {
    // The supervisor first: runc's state lies in the run folder that the network removes whole.
    supervisor.stop_all([&network, &workers, &home_thread, home, done = std::move(done)]() mutable {
        workers.run<Result<>>(
            [&network, home] { return remove_network(network, home); },
            home_thread,
            [done = std::move(done)](Result<> removed) mutable {
                if (!removed) log::error("region", "{}", removed.error().message());
                done();
            }
        );
    });
}

}  // namespace atlas::region
