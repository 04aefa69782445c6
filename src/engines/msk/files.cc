// SPDX-License-Identifier: Apache-2.0
#include "engines/msk/files.h"

#include "base/encoding.h"
#include "json/fields.h"
#include "linux/replace_file.h"

namespace atlas::engines::msk {
namespace {

constexpr int first_socket = 3;
constexpr std::chrono::days certificate_life{820};
constexpr std::chrono::days certificate_renewal{60};  // before the end

json::Value listener(const std::string& set, int broker, const std::string& host, int port) {
    json::Object made;
    made["set"] = set;
    made["broker"] = broker;
    made["host"] = host;
    made["port"] = port;
    return made;
}

/// Policy documents under unique names, each stored once.
class PolicyTable {
public:
    std::string add(const std::string& name, const std::string& document) {
        auto key = name;
        for (int copy = 2;; ++copy) {
            auto found = documents_.find(key);
            if (found == documents_.end()) break;
            if (found->second == document) return key;
            key = name + "#" + std::to_string(copy);
        }
        documents_[key] = document;
        return key;
    }
    json::Value identity(json::Object made, const policy::IdentityExport::Identity& identity) {
        json::Array names;
        for (const auto& [name, document] : identity.policies)
            names.emplace_back(add(name, document));
        made["principal_id"] = identity.id;
        made["tags"] = json::to_value(identity.tags);
        made["policies"] = std::move(names);
        made["takes_tokens_without_id"] = identity.takes_tokens_without_id;
        if (!identity.boundary.empty()) made["boundary"] = add("boundary", identity.boundary);
        return made;
    }
    json::Value take() const {
        json::Object all;
        for (const auto& [name, document] : documents_)
            if (auto parsed = json::parse(document)) all[name] = std::move(parsed).value();
        return all;
    }

private:
    std::map<std::string, std::string> documents_;
};

/// Whether there is a certificate that need not be renewed yet.
bool has_certificate(const std::string& folder, Time now) {
    auto chain = linux::read_file(folder + "/chain.pem");
    if (!chain) return false;
    auto content = crypto::read_certificate(chain.value());
    return content && content.value().validity.not_after - now > certificate_renewal;
}

// A broker that starts between the two writes finds no matching pair; the region then writes both
// again.
Result<> write_certificate(
    const std::string& folder,
    const Cluster& cluster,
    const crypto::CertificateKey& authority,
    Time now
) {
    if (has_certificate(folder, now)) return {};
    crypto::ServerNames names;
    for (const auto& broker : cluster.brokers) {
        names.dns_names.push_back(broker.host);
        names.dns_names.push_back(broker.public_host);
    }
    SystemRandom random;
    crypto::Validity validity{now - std::chrono::hours(1), now + certificate_life};
    auto made = ATLAS_TRY(crypto::issue_certificate(authority, names, validity, random));
    // The key first: if the chain exists, both exist.
    ATLAS_TRY(linux::replace_file(folder + "/key.pem", made.key_pem, broker_uid));
    return linux::replace_file(
        folder + "/chain.pem", made.certificate_pem + authority.certificate_pem, broker_uid
    );
}

}  // namespace

std::string public_listener_text(const Broker& broker) {
    return json::serialize(listener("public", broker.id, broker.public_host, public_port));
}

std::string configuration_text(const Cluster& cluster) {
    const std::string folder = inside;
    json::Object tls;
    tls["chain"] = folder + "/chain.pem";
    tls["key"] = folder + "/key.pem";
    json::Array brokers;
    json::Array listeners;
    int socket = first_socket;
    for (const auto& broker : cluster.brokers) {
        json::Object member;
        member["id"] = broker.id;
        member["rack"] = broker.zone;
        brokers.emplace_back(std::move(member));
        auto internal = listener("internal", broker.id, broker.host, internal_port);
        (*internal.as_object())["fd"] = socket++;
        listeners.push_back(std::move(internal));
    }
    for (const auto& broker : cluster.brokers) {
        if (!cluster.public_access) break;
        auto outside = listener("public", broker.id, broker.public_host, public_port);
        (*outside.as_object())["fd"] = socket++;
        listeners.push_back(std::move(outside));
    }
    json::Object all;
    all["cluster_id"] = cluster.kafka_id;
    all["kafka_version"] = cluster.kafka_version;
    all["data_directory"] = folder + "/data";
    all["control_socket"] = folder + "/control.sock";
    all["ready_socket"] = folder + "/" + ready_socket;
    all["snapshot"] = folder + "/snapshot.json";
    all["tls"] = std::move(tls);
    all["brokers"] = std::move(brokers);
    all["listeners"] = std::move(listeners);
    all["properties"] = json::to_value(cluster.properties);
    return json::serialize_pretty(all);
}

std::string snapshot_text(const Cluster& cluster, const policy::IdentityExport& identities) {
    PolicyTable policies;
    json::Array keys;
    for (const auto& key : identities.keys) {
        json::Object made;
        made["id"] = key.id;
        made["secret"] = key.secret;
        made["principal_arn"] = key.principal_arn;
        keys.push_back(policies.identity(std::move(made), key.owner));
    }
    json::Array roles;
    for (const auto& [arn, role] : identities.roles) {
        json::Object made;
        made["arn"] = arn;
        roles.push_back(policies.identity(std::move(made), role));
    }
    json::Object all;
    all["version"] = 1;
    all["region_key"] = encode_hex(identities.region_key);
    all["account"] = cluster.account;
    all["region"] = cluster.region;
    all["cluster_arn"] = cluster.arn;
    all["cluster_tags"] = json::to_value(cluster.tags);
    all["access_keys"] = std::move(keys);
    all["roles"] = std::move(roles);
    all["policies"] = policies.take();
    return json::serialize(all);
}

Result<> write_files(
    const std::string& folder,
    const Cluster& cluster,
    const policy::IdentityExport& identities,
    const crypto::CertificateKey& authority,
    Time now
) {
    ATLAS_TRY(linux::make_directory(folder, broker_uid));
    ATLAS_TRY(write_certificate(folder, cluster, authority, now));
    ATLAS_TRY(linux::replace_file(
        folder + "/snapshot.json", snapshot_text(cluster, identities), broker_uid
    ));
    return linux::replace_file(folder + "/broker.json", configuration_text(cluster), broker_uid);
}

}  // namespace atlas::engines::msk
