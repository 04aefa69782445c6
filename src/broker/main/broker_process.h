// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "broker/handlers/broker.h"
#include "broker/main/config.h"
#include "broker/main/control_socket.h"
#include "broker/server/server.h"
#include "broker/server/worker_thread.h"

namespace atlas::broker {

/// The whole broker: opens its data, serves its listeners until a signal stops it, and closes in
/// order. All members are used on the loop's thread; the other threads are those of the log and two
/// workers. Owned by main().
class BrokerProcess {
public:
    /// Recovers the log, reads topics, groups and the IAM snapshot, and opens the listeners.
    /// Blocks.
    static Result<std::unique_ptr<BrokerProcess>> open(const std::string& config_file);
    ~BrokerProcess();

    /// Serves until SIGTERM, SIGINT or a failed sync. Then sends outstanding answers (for at most
    /// 3 s) and closes the log, so that the next start needs no recovery.
    Result<> run();

private:
    explicit BrokerProcess(std::string config_file) : config_file_(std::move(config_file)) {}

    // The steps of open, in order.
    Result<> load_config();
    /// Locks the data directory (flock), so that no second broker uses it.
    Result<> lock_data();
    Result<> open_data();
    Result<> open_groups();
    Result<> open_topics(TopicRecords records);
    Result<> open_broker();
    Result<> open_listeners();
    Result<> open_control();
    Result<> watch_signals();

    /// What the files that the configuration names hold; what it does not name stays as it is.
    struct Credentials {
        SnapshotPtr snapshot;
        std::shared_ptr<TlsIdentity> identity;
    };
    Result<Credentials> load_credentials(const BrokerConfig& config);
    void apply(Credentials credentials);
    /// `passed`: a listening socket to use instead of the configured one, or none.
    Result<> listen(const ListenerConfig& listener, linux::Fd passed);
    /// The passed or inherited socket, or a new one.
    Result<linux::Fd> socket_of(const ListenerConfig& listener, linux::Fd passed) const;
    // Commands of the control socket (docs/formats/broker-control.md).
    /// Applies everything, or nothing if one part cannot be loaded.
    Result<> reload();
    json::Value answer(const json::Value& command, linux::Fd passed);
    json::Value status() const;
    json::Value add_listener(const json::Value& command, linux::Fd passed);
    json::Value remove_listeners(const json::Value& command);
    /// Stops accepting, and ends the loop once all connections are closed or the time is over.
    void begin_stop();

    // Constant after construction.
    std::string config_file_;
    SystemClock clock_;
    SystemRandom random_;
    linux::SystemFileSystem files_;
    // In the order in which they are opened; destroyed in reverse, because each uses earlier ones.
    BrokerConfig config_;
    linux::Fd lock_;
    Properties properties_;
    std::unique_ptr<EventLoop> loop_;
    std::unique_ptr<Log> log_;
    std::unique_ptr<WorkerThread> worker_;
    std::unique_ptr<WorkerThread> searcher_;
    std::unique_ptr<GroupCoordinator> groups_;
    std::unique_ptr<ProducerIds> producer_ids_;
    std::unique_ptr<TopicCatalog> topics_;
    std::unique_ptr<Broker> broker_;
    std::shared_ptr<TlsIdentity> identity_;
    std::unique_ptr<Server> server_;
    std::unique_ptr<ControlSocket> control_;
    linux::Fd signals_;
    // By set and broker: the listening socket, which server_ owns. For `status`.
    std::map<std::pair<std::string, int>, int> descriptors_;
    bool stopping_ = false;
};

}  // namespace atlas::broker
