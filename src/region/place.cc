// SPDX-License-Identifier: Apache-2.0
#include "region/place.h"

#include <unistd.h>

namespace atlas::region {
namespace {

struct Program {
    const char* name;
    const char* package;
};

constexpr Program programs[] = {
    {"runc", "runc"},
    {"conmon", "conmon"},
    {"haproxy", "haproxy"},
    {"nft", "nftables"},
    {"ip", "iproute2"},
    {"dnsmasq", "dnsmasq-base"},
};

bool is_there(const std::string& program) {
    for (const char* folder :
         {"/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/", "/usr/local/sbin/", "/usr/local/bin/"}) {
        if (::access((folder + program).c_str(), X_OK) == 0) return true;
    }
    return false;
}

}  // namespace

aws::Place place_of(const Home& home, const network::Lease& lease) {
    aws::Place place;
    place.account = home.identity().account;
    place.id = home.identity().id;
    place.zones = {"us-east-1a", "us-east-1b", "us-east-1c"};
    place.home = home.path();
    place.endpoint = "http://127.0.0.1:" + std::to_string(lease.api_port);
    return place;
}

std::vector<std::string> missing_prerequisites() {
    std::vector<std::string> missing;
    if (::geteuid() != 0) {
        missing.push_back("root: network namespaces and containers need it; run it by sudo");
    }
    for (const auto& program : programs) {
        if (is_there(program.name)) continue;
        missing.push_back(std::string(program.name) + ": apt-get install " + program.package);
    }
    return missing;
}

}  // namespace atlas::region
