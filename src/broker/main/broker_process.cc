// SPDX-License-Identifier: Apache-2.0
#include "broker/main/broker_process.h"

#include <csignal>

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/log.h"
#include "broker/server/limits.h"
#include "linux/error.h"

namespace atlas::broker {
namespace {

using std::chrono::milliseconds;

/// Together with closing the log well below the time after which a supervisor sends SIGKILL.
constexpr std::chrono::seconds stop_limit{3};

GroupSettings group_settings(const Properties& properties) {
    const auto ms = [&](std::string_view name) { return milliseconds(properties.number(name)); };
    GroupSettings settings;
    settings.initial_rebalance_delay = ms("group.initial.rebalance.delay.ms");
    settings.session_timeout_min = ms("group.min.session.timeout.ms");
    settings.session_timeout_max = ms("group.max.session.timeout.ms");
    settings.members_max = static_cast<std::size_t>(properties.number("group.max.size"));
    settings.offset_metadata_bytes_max =
        static_cast<std::size_t>(properties.number("offset.metadata.max.bytes"));
    settings.offsets_retention =
        std::chrono::minutes(properties.number("offsets.retention.minutes"));
    settings.offsets_retention_check = ms("offsets.retention.check.interval.ms");
    return settings;
}

ConfigMap to_config_map(const std::map<std::string, std::string>& properties) {
    return {properties.begin(), properties.end()};
}

}  // namespace

Result<std::unique_ptr<BrokerProcess>> BrokerProcess::open(const std::string& config_file) {
    std::unique_ptr<BrokerProcess> process(new BrokerProcess(config_file));
    ATLAS_TRY(process->load_config().during(config_file));
    ATLAS_TRY(process->lock_data());
    ATLAS_TRY(process->open_data());
    ATLAS_TRY(process->open_broker());
    ATLAS_TRY(process->open_listeners());
    ATLAS_TRY(process->open_control());
    ATLAS_TRY(process->watch_signals());
    return process;
}

BrokerProcess::~BrokerProcess() {
    // Connections and workers use the other members, so they end first.
    control_.reset();
    server_.reset();
    searcher_.reset();
    worker_.reset();
}

Result<> BrokerProcess::load_config() {
    const auto text = ATLAS_TRY(linux::load_file(files_, config_file_));
    config_ = ATLAS_TRY(parse_config(text));
    properties_ = Properties(to_config_map(config_.properties));
    return {};
}

Result<> BrokerProcess::lock_data() {
    ATLAS_TRY(files_.make_directories(config_.data_directory));
    // Makes the folder's own name durable, without which a power cut could lose all its contents.
    ATLAS_TRY(files_.sync_directory(linux::directory_of(config_.data_directory)));
    const auto path = config_.data_directory + "/lock";
    lock_ = linux::Fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock_) return linux::last_error("open " + path);
    if (::flock(lock_.number(), LOCK_EX | LOCK_NB) != 0)
        return Error(ErrorCode::conflict, path + ": another broker has this data directory");
    return {};
}

Result<> BrokerProcess::open_data() {
    loop_ = ATLAS_TRY(EventLoop::open());
    auto records = ATLAS_TRY(load_topics(files_, config_.data_directory + "/topics.json"));
    LogSettings settings;
    settings.directory = config_.data_directory + "/log";
    settings.retention_check = milliseconds(properties_.number("log.retention.check.interval.ms"));
    settings.producer_expiry = milliseconds(properties_.number("producer.id.expiration.ms"));
    // After a failed sync the log refuses all appends until it is opened again, so the process
    // stops and its supervisor restarts it.
    settings.on_failure = [this](const std::string&) { loop_->post([this] { begin_stop(); }); };
    log_ = ATLAS_TRY(Log::open(settings, files_, clock_, [&](const auto& topic, std::int32_t) {
        if (topic == offsets_topic) return GroupCoordinator::offsets_settings();
        const auto found = records.find(topic);
        return properties_.partition_settings(
            found == records.end() ? ConfigMap{} : found->second.configs
        );
    }));
    for (const auto& partition : log_->partitions())
        if (const auto failure = partition->failure(); !failure.empty())
            log::error("log", "{}-{}: {}", partition->topic(), partition->number(), failure);
    worker_ = std::make_unique<WorkerThread>();
    searcher_ = std::make_unique<WorkerThread>();
    ATLAS_TRY(open_groups());
    return open_topics(std::move(records));
}

Result<> BrokerProcess::open_groups() {
    const std::string topic(offsets_topic);
    auto partition = log_->find(topic, 0);
    if (!partition)
        partition =
            ATLAS_TRY(log_->create_partition(topic, 0, GroupCoordinator::offsets_settings()));
    groups_ = ATLAS_TRY(GroupCoordinator::open(
        group_settings(properties_), partition, *loop_, clock_, random_, worker_.get()
    ));
    return {};
}

Result<> BrokerProcess::open_topics(TopicRecords records) {
    if (!records.contains(offsets_topic)) {
        // One partition for all groups, so that one fsync covers the commits of all of them. It is
        // on every broker.
        Replicas replicas;
        for (const auto& member : config_.brokers)
            replicas.push_back(member.id);
        TopicRecord record;
        record.name = offsets_topic;
        record.replicas.push_back(std::move(replicas));
        const auto id = random_.bytes(record.id.bytes.size());
        std::copy(id.begin(), id.end(), record.id.bytes.begin());
        records.emplace(record.name, std::move(record));
    }
    topics_ = ATLAS_TRY(TopicCatalog::open(
        {*log_,
         files_,
         *worker_,
         *loop_,
         random_,
         properties_,
         config_.data_directory + "/topics.json"},
        std::move(records)
    ));
    producer_ids_ = std::make_unique<ProducerIds>(
        files_, config_.data_directory + "/producer_ids", *worker_, *loop_
    );
    return producer_ids_->load();
}

Result<> BrokerProcess::open_broker() {
    broker_ = std::make_unique<Broker>(Broker{
        .cluster_id = config_.cluster_id,
        .log_directory = config_.data_directory + "/log",
        .home = *loop_,
        .workers = *worker_,
        .searches = *searcher_,
        .clock = clock_,
        .random = random_,
        .properties = properties_,
        .log = *log_,
        .topics = *topics_,
        .groups = *groups_,
        .producer_ids = *producer_ids_,
        .nodes = {},
        .snapshot = nullptr,
        .session_max = milliseconds(properties_.number("connections.max.reauth.ms")),
        .records = std::make_shared<MemoryBudget>(*loop_, limits::records_bytes),
        .release = *KafkaRelease::find(config_.kafka_version),
    });
    for (const auto& member : config_.brokers)
        broker_->nodes.add_broker(member.id, member.rack);
    apply(ATLAS_TRY(load_credentials(config_)));
    return {};
}

Result<BrokerProcess::Credentials> BrokerProcess::load_credentials(const BrokerConfig& config) {
    Credentials loaded{broker_->snapshot, identity_};
    if (!config.snapshot.empty()) {
        const auto text = ATLAS_TRY(linux::load_file(files_, config.snapshot));
        loaded.snapshot = ATLAS_TRY(Snapshot::parse(text).during(config.snapshot));
    }
    if (!config.tls.chain.empty())
        loaded.identity = ATLAS_TRY(TlsIdentity::load(config.tls.chain, config.tls.key));
    return loaded;
}

void BrokerProcess::apply(Credentials credentials) {
    broker_->snapshot = std::move(credentials.snapshot);
    identity_ = std::move(credentials.identity);
}

Result<> BrokerProcess::watch_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    // main() has blocked these signals before any thread was started, as signalfd(2) requires.
    signals_ = linux::Fd(::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
    if (!signals_) return linux::last_error("signalfd");
    return loop_->add(signals_.number(), EPOLLIN, [this](auto) {
        signalfd_siginfo info{};
        [[maybe_unused]] const auto got = ::read(signals_.number(), &info, sizeof info);
        begin_stop();
    });
}

Result<> BrokerProcess::run() {
    log::info(
        "broker", "serving {} topics as {} brokers", topics_->all().size(), config_.brokers.size()
    );
    tell_ready(config_.ready_socket);
    loop_->run();
    control_.reset();
    server_.reset();
    topics_->stop();
    // Nothing uses the log any more when it is closed.
    searcher_.reset();
    worker_.reset();
    ATLAS_TRY(log_->close());
    log::info("broker", "closed cleanly");
    return {};
}

void BrokerProcess::begin_stop() {
    if (std::exchange(stopping_, true)) return;
    log::info("broker", "stopping: {} connections", server_->connections());
    server_->stop_accepting();
    server_->when_empty([this] { loop_->stop(); });
    loop_->post_after(stop_limit, [this] { loop_->stop(); });
}

}  // namespace atlas::broker
