// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/unit.h"

#include <algorithm>
#include <charconv>

namespace atlas::engines::haproxy {

std::string workload_id(const std::string& balancer, int generation) {
    auto id = "elb-" + balancer;
    return generation == 0 ? id : id + "-" + std::to_string(generation);
}

int generation_of(const std::string& balancer, const std::string& workload) {
    auto first = workload_id(balancer, 0);
    if (workload.size() <= first.size() + 1) return 0;
    int generation = 0;
    std::from_chars(
        workload.data() + first.size() + 1, workload.data() + workload.size(), generation
    );
    return generation;
}

std::vector<std::uint16_t> Unit::ports() const {
    std::vector<std::uint16_t> list;
    // An internal balancer has no descriptors, so a change of its ports needs only a reload.
    if (wanted && wanted->balancer.public_address.empty()) {
        for (const auto& listener : wanted->balancer.listeners)
            list.push_back(listener.port);
        return list;
    }
    for (const auto& socket : sockets)
        list.push_back(socket.port);
    return list;
}

Known Unit::known() const {
    return {generation, ports(), groups_applied == wanted->security_groups, refused};
}

void Unit::take_sockets(const std::vector<std::uint16_t>& order, std::vector<PublicSocket> opened) {
    for (auto& socket : opened)
        sockets.push_back(std::move(socket));
    auto place = [&](const PublicSocket& socket) {
        return std::ranges::find(order, socket.port) - order.begin();
    };
    auto none = std::ssize(order);
    std::erase_if(sockets, [&](const PublicSocket& socket) { return place(socket) == none; });
    std::ranges::sort(sockets, {}, place);
}

void Unit::note_refusal(std::optional<Refusal> refusal) {
    refused = std::move(refusal);
    trouble = refused ? refused->why : "";
}

}  // namespace atlas::engines::haproxy
