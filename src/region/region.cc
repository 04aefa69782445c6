// SPDX-License-Identifier: Apache-2.0
#include "region/region.h"

#include <csignal>
#include <filesystem>
#include <thread>

#include <sys/signalfd.h>
#include <unistd.h>

#include "aws/wire/dispatcher.h"
#include "aws/wire/row_loader.h"
#include "base/log.h"
#include "container/task_disk.h"
#include "linux/fd.h"
#include "network/leases.h"
#include "region/authority.h"
#include "region/changes.h"
#include "region/control.h"
#include "region/credentials.h"
#include "region/endpoint_network.h"
#include "region/home.h"
#include "region/keeper.h"
#include "region/place.h"
#include "region/region_thread.h"
#include "region/sealing_key.h"
#include "region/services.h"
#include "region/whole_home.h"
#include "region/worker_pool.h"
#include "store/kept_store.h"

namespace atlas::region {
namespace {

constexpr int worker_count = 8;
constexpr std::chrono::milliseconds drain_time{2'000};

/// The region process: one region of one home. Members are in construction order.
class Region final : public aws::Host, public Controlled {
public:
    Region(Home home, const network::Lease& lease)
        : home_(std::move(home)),
          place_(place_of(home_, lease)),
          block_(lease.block),
          port_(lease.api_port) {}

    /// Loads the store, the authority and the sealing key of the home; io if they are damaged.
    Result<> take_home();
    Result<> open();
    void run() { thread_.run(); }
    void close();

    // aws::Host
    const aws::Place& place() const override { return place_; }
    const Clock& clock() const override { return clock_; }
    Random& random() override { return random_; }
    Executor& region_thread() override { return thread_; }
    Workers& workers() override { return workers_; }
    void transact(const aws::Principal& as, const std::function<void(aws::Call&)>& decide)
        override {
        dispatcher_->transact(as, decide);
    }
    void note_change() override { changes_.note(); }
    void perform_value(
        const aws::Principal& as,
        std::string_view service,
        std::string_view operation,
        const json::Value& input,
        std::move_only_function<void(aws::Answer<json::Value>)> then
    ) override {
        dispatcher_->perform_value(as, service, operation, input, std::move(then));
    }

    // Controlled
    json::Value describe() override;
    void run_operation(
        const std::string& service,
        const std::string& operation,
        const json::Value& input,
        std::move_only_function<void(json::Value)> then
    ) override;
    json::Value last_lines(const std::string& owner_prefix, int count) override;
    void await_change(Changes::Version known, Changes::Told told) override {
        changes_.await(known, std::move(told));
    }
    void stop(std::move_only_function<void()> done) override;

private:
    Result<> open_engines();
    Result<> load_rows();
    Result<> write_access();
    Result<> listen();
    net::ServerOptions api_options() const;
    aws::Principal administrator() const;

    Home home_;
    aws::Place place_;
    std::string block_;
    std::uint16_t port_;
    SystemClock clock_;
    SystemRandom random_;
    Time since_ = clock_.now();
    RegionThread thread_;
    Changes changes_{thread_, since_};
    crypto::CertificateKey authority_;
    std::unique_ptr<store::KeptStore> store_;
    std::vector<store::Row> rows_;  // moved out by load_rows
    std::unique_ptr<EndpointNetwork> network_;
    WorkerPool workers_{worker_count};
    std::unique_ptr<supervisor::Supervisor> supervisor_;
    std::unique_ptr<Services> services_;
    std::unique_ptr<aws::Dispatcher> dispatcher_;
    std::unique_ptr<net::Server> api_;
    std::unique_ptr<net::Server> control_;
    bool stopping_ = false;
};

// The broker is installed in the same folder as the region's own program.
std::string broker_binary() {
    std::error_code ignored;
    auto own = std::filesystem::read_symlink("/proc/self/exe", ignored);
    return (own.parent_path() / "atlas-broker").string();
}

Result<> Region::take_home() {
    store_ = ATLAS_TRY(store::KeptStore::open(home_.path() + "/store.db"));
    rows_ = ATLAS_TRY(store_->load());
    ATLAS_TRY(check_whole(home_.path(), !rows_.empty()));
    authority_ = ATLAS_TRY(open_authority(home_, clock_, random_));
    ATLAS_TRY(open_sealing_key(home_.path(), random_));
    return {};
}

Result<> Region::open() {
    ATLAS_TRY(open_engines());
    services_ = ATLAS_TRY(make_services(
        {this, network_.get(), supervisor_.get(), &clock_, &random_, authority_, broker_binary()}
    ));
    dispatcher_ = aws::Dispatcher::create(
        *this, *store_, services_->identities(), services_->list(), services_->sealing_key()
    );
    dispatcher_->refuse_growth_when([this] { return store_->shortage(); });
    ATLAS_TRY(load_rows());
    services_->adopt(supervisor_->recover());
    network_->serve(
        {dispatcher_->handler(),
         [this](const std::string& vpc) { return services_->task_endpoint(vpc); },
         api_options()}
    );
    services_->start_all();
    return listen();
}

Result<> Region::open_engines() {
    network::NetworkOptions network;
    network.region_id = place_.id;
    network.home = home_.path();
    network.block = block_;
    network_ = std::make_unique<EndpointNetwork>(ATLAS_TRY(network::Network::open(network)));
    supervisor::Supervisor::Options options;
    options.region_id = place_.id;
    options.home = home_.path();
    options.ca_pem = authority_.certificate_pem;
    options.home_thread = &thread_;
    options.workers = &workers_;
    options.clock = &clock_;
    supervisor_ = ATLAS_TRY(supervisor::Supervisor::open(options));
    return {};
}

// A row of an unknown table means that a newer Atlas wrote this home: refuse to start rather than
// lose the row.
Result<> Region::load_rows() {
    aws::RowLoader loader(*dispatcher_, services_->list());
    for (const auto& row : std::exchange(rows_, {})) {
        auto loaded = loader.load(row);
        if (!loaded && loaded.error().code() == ErrorCode::not_found)
            return Error(
                ErrorCode::conflict,
                "a newer Atlas wrote " + home_.path() + " (no service here knows the table " +
                    row.table + "); run that one, or use another ATLAS_HOME"
            );
        if (!loaded) return loaded;
    }
    return {};
}

net::ServerOptions Region::api_options() const {
    net::ServerOptions options;
    options.overloaded = [this](const net::Request& request) {
        return dispatcher_->overloaded(request);
    };
    return options;
}

Result<> Region::listen() {
    api_ = net::Server::create(api_options(), dispatcher_->handler());
    auto socket = ATLAS_TRY(net::open_listener("127.0.0.1", port_)
                                .during("another program has this region's port; end it, or let "
                                        "./atlas down and up choose another"));
    ATLAS_TRY(api_->listen(std::move(socket)));
    ATLAS_TRY(write_access());
    ATLAS_TRY(services_->open_registry());
    control_ = ATLAS_TRY(open_control(home_.path(), thread_, *this));
    if (auto written = home_.write("endpoint", place_.endpoint + "\n"); !written)
        log::warning("region", "{}", written.error().message());
    return {};
}

// Only after the first commit: check_whole takes an empty store with credentials for damage.
Result<> Region::write_access() {
    store_->flush();
    auto [key, secret] = services_->administrator_key();
    return write_credentials(
        home_.path(), {place_.endpoint, key, secret, place_.region, place_.id}
    );
}

aws::Principal Region::administrator() const {
    aws::Principal principal;
    principal.kind = aws::Principal::Kind::administrator;
    principal.account = place_.account;
    principal.arn = "arn:" + place_.partition + ":iam::" + place_.account + ":root";
    principal.user_id = place_.account;
    return principal;
}

json::Value Region::describe() {
    json::Object object;
    object["Id"] = place_.id;
    object["Account"] = place_.account;
    object["Region"] = place_.region;
    object["Endpoint"] = place_.endpoint;
    object["Home"] = place_.home;
    object["Pid"] = static_cast<int>(::getpid());
    object["Since"] = format_iso8601(since_);
    if (auto shortage = store_->shortage()) object["Shortage"] = *shortage;
    json::Array conflicts;
    for (const auto& conflict : network_->conflicts()) {
        json::Object entry;
        entry["Name"] = conflict.name;
        entry["OwnerRegion"] = conflict.owner_region;
        conflicts.emplace_back(std::move(entry));
    }
    object["Conflicts"] = std::move(conflicts);
    json::Array findings;
    for (auto& [policy, finding] : services_->policy_findings()) {
        json::Object entry;
        entry["Policy"] = policy;
        entry["Finding"] = finding;
        findings.emplace_back(std::move(entry));
    }
    object["PolicyFindings"] = std::move(findings);
    object["TaskDisks"] = std::string(container::name_of(container::disk_kind()));
    json::Array troubles;
    for (const auto& trouble : network_->troubles()) {
        json::Object entry;
        entry["Where"] = trouble.place;
        entry["What"] = trouble.sentence;
        entry["Note"] = trouble.note;
        troubles.emplace_back(std::move(entry));
    }
    for (auto* service : services_->list()) {
        for (const auto& observation : service->observations()) {
            json::Object entry;
            entry["Where"] = observation.where;
            entry["What"] = "since the region's start " + observation.what;
            entry["Note"] = true;
            entry["Lines"] = static_cast<std::int64_t>(observation.lines);
            troubles.emplace_back(std::move(entry));
        }
    }
    object["Troubles"] = std::move(troubles);
    return object;
}

void Region::run_operation(
    const std::string& service,
    const std::string& operation,
    const json::Value& input,
    std::move_only_function<void(json::Value)> then
) {
    auto tell = [then = std::move(then)](aws::Answer<json::Value> answer) mutable {
        json::Object result;
        if (answer) {
            result["output"] = std::move(answer).value();
        } else {
            json::Object error;
            error["code"] = answer.error().code;
            error["message"] = answer.error().message;
            result["error"] = std::move(error);
        }
        then(std::move(result));
    };
    perform_value(administrator(), service, operation, input, std::move(tell));
}

json::Value Region::last_lines(const std::string& owner_prefix, int count) {
    json::Object workloads;
    for (const auto& running : supervisor_->running()) {
        if (!running.id.starts_with(owner_prefix)) continue;
        json::Array lines;
        for (auto& line : supervisor_->last_lines(running.id, static_cast<std::size_t>(count))) {
            lines.emplace_back(std::move(line));
        }
        workloads[running.id] = std::move(lines);
    }
    return workloads;
}

void Region::stop(std::move_only_function<void()> done) {
    if (stopping_) return done();
    stopping_ = true;
    end_keeping(home_.path());
    log::info("region", "stopping");
    services_->stop_all();
    store_->flush();
    changes_.end();
    done();
    // An io thread is still sending the answer; the server's `stop` in `close` lets it finish.
    thread_.post([this] { thread_.stop(); });
}

void Region::close() {
    if (control_) control_->stop(drain_time);
    if (api_) api_->stop(drain_time);
    home_.remove("endpoint");
    home_.remove("control.sock");
    store_->flush();
    if (auto kept = store_->checkpoint(); !kept)
        log::warning("region", "{}", kept.error().message());
}

void stop_on_signals(Region& region, const sigset_t& set) {
    std::thread([&region, signals = linux::Fd(::signalfd(-1, &set, SFD_CLOEXEC))] {
        signalfd_siginfo info{};
        while (::read(signals.number(), &info, sizeof(info)) != sizeof(info)) {
        }
        region.region_thread().post([&region] { region.stop([] {}); });
    }).detach();
}

sigset_t block_signals() {
    sigset_t set;
    ::sigemptyset(&set);
    for (int number : {SIGTERM, SIGINT, SIGHUP})
        ::sigaddset(&set, number);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
    return set;
}

int exit_code_of(const Error& error) {
    switch (error.code()) {
        case ErrorCode::conflict:
        case ErrorCode::already_exists:
            return 6;
        default:
            return 1;
    }
}

int fail(const Error& error) {
    log::error("region", "{}", error.message());
    return exit_code_of(error);
}

// Threads of the engines may refer to members of the region, so it is never destroyed once engines
// are open.
[[noreturn]] void end_process(int code) {
    ::_exit(code);
}

// A home locked by another process or a full disk may be fine at the next start; a damaged home
// will not be.
int refuse_home(const std::string& home, const Error& error) {
    const bool damaged = error.code() == ErrorCode::io;
    if (!damaged) return fail(error);
    log::error("region", "{}; {}", error.message(), advice_for_damage(home));
    return ended_for_good;
}

}  // namespace

int serve_region(const RegionOptions& options) {
    auto signals = block_signals();
    if (auto missing = missing_prerequisites(); !missing.empty()) {
        for (const auto& what : missing)
            log::error("region", "missing {}", what);
        return 7;
    }
    SystemRandom random;
    auto home = Home::open(options.home, random);
    if (!home) return refuse_home(options.home, home.error());
    if (auto locked = home.value().lock(); !locked) return fail(locked.error());
    // `down` may have run while the keeper was starting this process; read `keep` under the lock.
    if (options.keeper != 0 && !is_to_run(home.value().path())) return 0;
    auto lease = network::take_lease(home.value().path());
    if (!lease) return fail(lease.error());
    auto path = home.value().path();
    Region region(std::move(home).value(), lease.value());
    if (auto taken = region.take_home(); !taken) return refuse_home(path, taken.error());
    if (auto opened = region.open(); !opened) end_process(fail(opened.error()));
    stop_on_signals(region, signals);
    if (options.keeper != 0) watch_keeper(path, options.keeper, options.keeper_command);
    log::info(
        "region",
        "{} of account {} answers on {}",
        region.place().id,
        region.place().account,
        region.place().endpoint
    );
    region.run();
    region.close();
    log::info("region", "stopped");
    end_process(0);
}

}  // namespace atlas::region
