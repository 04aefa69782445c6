// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"

namespace atlas::broker {

/// One listening socket: which broker it stands for, under which name clients know it.
struct ListenerConfig {
    std::string set = "internal";  // Metadata answers with the names of the same set
    int broker = 0;
    std::string host;                   // advertised
    int port = 0;                       // advertised; 0 = the port that the socket got
    std::string bind;                   // IPv4 address; empty when a descriptor is given
    std::optional<int> bind_port;       // the advertised one where absent
    std::optional<int> fd;              // an inherited listening socket
    std::string protocol = "SASL_SSL";  // or PLAINTEXT, for tests: nobody is asked who he is

    bool plaintext() const { return protocol == "PLAINTEXT"; }
    static void fields(auto& self, auto&& field) {
        field("set", self.set);
        field("broker", self.broker);
        field("host", self.host);
        field("port", self.port);
        field("bind", self.bind);
        field("bind_port", self.bind_port);
        field("fd", self.fd);
        field("protocol", self.protocol);
    }
};

/// The configuration file; docs/formats/broker-control.md tells each key.
struct BrokerConfig {
    struct Member {
        int id = 0;
        std::optional<std::string> rack;
        static void fields(auto& self, auto&& field) {
            field("id", self.id);
            field("rack", self.rack);
        }
    };
    struct Tls {
        std::string chain;
        std::string key;
        static void fields(auto& self, auto&& field) {
            field("chain", self.chain);
            field("key", self.key);
        }
    };

    std::string cluster_id;
    std::string kafka_version;  // as clients are told; the newest known where absent
    std::string data_directory;
    std::string control_socket;  // DATA_DIRECTORY/control.sock where absent
    std::string ready_socket;    // empty: nobody is told
    std::string snapshot;
    Tls tls;
    std::vector<Member> brokers;
    std::vector<ListenerConfig> listeners;
    std::map<std::string, std::string> properties;

    static void fields(auto& self, auto&& field) {
        field("cluster_id", self.cluster_id);
        field("kafka_version", self.kafka_version);
        field("data_directory", self.data_directory);
        field("control_socket", self.control_socket);
        field("ready_socket", self.ready_socket);
        field("snapshot", self.snapshot);
        field("tls", self.tls);
        field("brokers", self.brokers);
        field("listeners", self.listeners);
        field("properties", self.properties);
    }
};

/// invalid_argument lists everything that is wrong, one line each.
Result<BrokerConfig> parse_config(std::string_view text);
Result<ListenerConfig> parse_listener(const json::Value& value);

}  // namespace atlas::broker
