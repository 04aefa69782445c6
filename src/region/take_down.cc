// SPDX-License-Identifier: Apache-2.0
#include "region/take_down.h"

#include "base/log.h"
#include "network/leases.h"

namespace atlas::region {
namespace {

/// Counts the workloads that are still ending.
struct Ending {
    std::size_t left = 0;
    std::move_only_function<void()> then;
    void one_less() {
        if (--left == 0) then();
    }
};

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
    auto running = supervisor.running();
    auto ending = std::make_shared<Ending>();
    ending->left = running.size() + 1;
    ending->then = [&network, &workers, &home_thread, home, done = std::move(done)]() mutable {
        workers.run<Result<>>(
            [&network, home] { return remove_network(network, home); },
            home_thread,
            [done = std::move(done)](Result<> removed) mutable {
                if (!removed) log::error("region", "{}", removed.error().message());
                done();
            }
        );
    };
    for (const auto& workload : running) {
        supervisor.stop(workload.id, [ending](supervisor::Exit) { ending->one_less(); });
    }
    ending->one_less();
}

}  // namespace atlas::region
