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

/// One listening socket, the broker that it stands for, and its address as clients see it.
struct ListenerConfig {
    std::string set = "internal";  // Metadata answers with the addresses of the same set
    int broker = 0;
    std::string host;                   // advertised
    int port = 0;                       // advertised; 0 = the port of the socket
    std::string bind;                   // IPv4 address; empty if a descriptor is given
    std::optional<int> bind_port;       // default: the advertised port
    std::optional<int> fd;              // an inherited listening socket
    std::string protocol = "SASL_SSL";  // or PLAINTEXT, for tests: without authentication

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

/// The configuration file; docs/formats/broker-control.md describes each key.
struct BrokerConfig {
    /// One of the brokers that the process presents.
    struct Member {
        int id = 0;
        std::optional<std::string> rack;
        static void fields(auto& self, auto&& field) {
            field("id", self.id);
            field("rack", self.rack);
        }
    };
    /// PEM files for all SASL_SSL listeners.
    struct Tls {
        std::string chain;
        std::string key;
        static void fields(auto& self, auto&& field) {
            field("chain", self.chain);
            field("key", self.key);
        }
    };

    std::string cluster_id;
    std::string kafka_version;  // the release that clients see; default: the newest known one
    std::string data_directory;
    std::string control_socket;  // default: DATA_DIRECTORY/control.sock
    std::string ready_socket;    // empty: no READY=1 is sent
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

/// Parses and checks the file and fills in defaults. invalid_argument lists all problems, one per
/// line.
Result<BrokerConfig> parse_config(std::string_view text);
/// A listener of the command add-listener. invalid_argument names the first problem.
Result<ListenerConfig> parse_listener(const json::Value& value);

}  // namespace atlas::broker
