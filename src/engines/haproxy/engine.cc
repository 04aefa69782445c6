// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/engine.h"

#include <algorithm>
#include <map>
#include <set>

#include <signal.h>

#include "base/back_off.h"
#include "base/lifetime.h"
#include "base/log.h"
#include "engines/haproxy/configuration.h"
#include "engines/haproxy/engine_files.h"
#include "engines/haproxy/events.h"
#include "engines/haproxy/unit.h"
#include "linux/file_system.h"

namespace atlas::engines::haproxy {
namespace {

using std::chrono::milliseconds;

// Poll interval: HAProxy does not report when a draining server's last connection ends.
constexpr milliseconds draining_step{200};
constexpr BackOff back_off(milliseconds(100), milliseconds(30'000));
// Longer than HAProxy's own limit (hard-stop-after) for finishing requests.
constexpr std::chrono::seconds stop_timeout = drain_max + std::chrono::seconds(5);

class HaproxyEngine final : public Engine {
public:
    explicit HaproxyEngine(Options options) : options_(std::move(options)) {}

    Result<> begin() {
        auto heard = [this](const std::string& id) { advance(id); };
        events_ = ATLAS_TRY(Events::open(*options_.home, life_.guard(std::move(heard))));
        auto has_ended = [this](const auto& spec, const auto& exit) {
            ended(spec.owner.substr(4), spec.id, exit.code);
        };
        options_.supervisor->on_exit("elb:", life_.guard(std::move(has_ended)));
        return {};
    }

    void adopt(const std::vector<supervisor::Supervisor::Recovered>& recovered) override {
        for (const auto& [running, spec] : recovered) {
            if (!spec.owner.starts_with("elb:")) continue;
            auto id = spec.owner.substr(4);
            auto& unit = units_[id];
            int generation = generation_of(id, spec.id);
            if (unit.running) retire(id, workload_id(id, std::min(generation, unit.generation)));
            if (unit.running && generation < unit.generation) continue;
            unit.running = true;
            unit.generation = generation;
            adopt_sockets(unit, spec);
        }
    }

    void apply(Wanted wanted) override {
        auto id = wanted.balancer.id;
        wanted.sandbox.id = "elb-" + id;
        units_[id].wanted = std::move(wanted);
        advance(id);
    }

    void remove(const std::string& id, store::Durable, std::move_only_function<void()> done)
        override {
        auto& unit = units_[id];
        unit.wanted.reset();
        unit.removed.push_back(std::move(done));
        advance(id);
    }

    bool serving(const std::string& id) const override {
        auto found = units_.find(id);
        return found != units_.end() && found->second.ready;
    }

    std::string trouble(const std::string& id) const override {
        auto found = units_.find(id);
        return found == units_.end() ? "" : found->second.trouble;
    }

    std::optional<Health> health(
        const std::string& id, const std::string& group, const Target& target
    ) const override {
        auto found = units_.find(id);
        if (found == units_.end() || !found->second.wanted || found->second.pid == 0)
            return std::nullopt;
        auto name = group + "/" + server_name(target);
        auto status = found->second.servers.find(name);
        auto* known = status == found->second.servers.end() ? nullptr : &status->second;
        return health_of(target, known);
    }

    void on_change(std::function<void(const std::string&)> listener) override {
        listener_ = std::move(listener);
    }

private:
    std::string directory(const std::string& id) const { return options_.directory + "/" + id; }
    void tell(const std::string& id) {
        if (listener_) listener_(id);
    }

    // Runs the next step of a unit (start, converge or remove) and is called again until nothing is
    // left to do.
    void advance(const std::string& id) {
        auto found = units_.find(id);
        if (found == units_.end()) return;
        auto& unit = found->second;
        if (unit.busy) {
            unit.again = true;
            return;
        }
        unit.again = false;
        if (!unit.wanted && unit.removed.empty()) return;  // adopted, not applied yet
        unit.busy = true;
        if (!unit.wanted) return take_down(id);
        if (!unit.running) return start(id, unit);
        if (!events_on_.contains(id)) {
            if (auto made = make_events(id); !made) return failed(id, made.error());
        }
        if (unit.awaited) return look_ready(id, unit);
        converge_now(id, unit);
    }

    void adopt_sockets(Unit& unit, const supervisor::WorkloadSpec& spec) {
        unit.sockets.clear();
        auto taken = options_.supervisor->take_sockets(spec.id, spec.sockets);
        if (!taken) return log::warning("elb", "{}: {}", spec.id, taken.error().message());
        for (auto& fd : taken.value()) {
            auto socket = take_public_socket(std::move(fd));
            if (!socket) return log::warning("elb", "{}: {}", spec.id, socket.error().message());
            unit.sockets.push_back(std::move(socket).value());
        }
    }

    void start(const std::string& id, Unit& unit) {
        if (!events_on_.contains(id)) {
            auto made = make_events(id);
            if (!made) return failed(id, made.error());
        }
        std::vector<std::uint16_t> have;
        for (const auto& socket : unit.sockets)
            have.push_back(socket.port);
        options_.workers->run<Result<Prepared>>(
            [wanted = *unit.wanted, have, path = directory(id), network = options_.network] {
                return prepare_start(wanted, have, path, *network);
            },
            *options_.home,
            life_.guard([this, id, groups = unit.wanted->security_groups](Result<Prepared> prepared
                        ) {
                if (!prepared) return failed(id, prepared.error());
                units_[id].groups_applied = groups;
                run(id, std::move(prepared).value());
            })
        );
    }

    Result<> make_events(const std::string& id) {
        ATLAS_TRY(make_directories(directory(id)));
        ATLAS_TRY(events_->add(id, events_path(directory(id)), engine_uid));
        events_on_.insert(id);
        return {};
    }

    void run(const std::string& id, Prepared prepared) {
        auto& unit = units_[id];
        if (!unit.wanted) return released(id, true);
        unit.take_sockets(prepared.ports, std::move(prepared.opened));
        unit.note_refusal(std::move(prepared.refused));
        auto copies = copy_public_sockets(unit.sockets);
        if (!copies) return failed(id, copies.error());
        auto started = [this, id, structure = std::move(prepared.structure)](
                           Result<supervisor::Running> running
                       ) {
            if (!running) return failed(id, running.error());
            units_[id].running = true;
            await(id, {0, structure, false});
        };
        options_.supervisor->start(
            spec_of(id, unit, prepared.sandbox_path),
            std::move(copies).value(),
            life_.guard(std::move(started))
        );
    }

    supervisor::WorkloadSpec spec_of(
        const std::string& id, const Unit& unit, const std::string& sandbox_path
    ) const {
        std::string inside = engine_directory;
        supervisor::WorkloadSpec spec;
        spec.id = workload_id(id, unit.generation);
        spec.owner = "elb:" + id;
        spec.network = {
            sandbox_path, unit.wanted->resolver, id, unit.wanted->balancer.addresses.front()
        };
        spec.args = {engine_program, "-Ws", "-db", "-f", inside + "/haproxy.cfg"};
        spec.environment = {
            {"NOTIFY_SOCKET", events_path(inside)},
            {admin_variable, admin_path(inside, unit.generation)}
        };
        spec.uid = engine_uid;
        spec.gid = engine_uid;
        spec.capabilities = {"CAP_NET_BIND_SERVICE"};
        spec.mounts = {{directory(id), inside, false, false}};
        spec.stop_signal = SIGUSR1;
        spec.stop_timeout = stop_timeout;
        return spec;
    }

    // HAProxy reports on the events socket when its workers run; that calls `advance`.
    void await(const std::string& id, Unit::Awaited awaited) {
        auto& unit = units_[id];
        unit.awaited = std::move(awaited);
        unit.awaited->serial = ++serial_;
        auto waited = [this, id, serial = serial_] {
            auto found = units_.find(id);
            if (found == units_.end()) return;
            auto& late = found->second.awaited;
            if (!late || late->serial != serial) return;
            late->late = true;
            advance(id);
        };
        options_.home->post_after(options_.answer_max, life_.guard(std::move(waited)));
        released(id, true);
    }

    void look_ready(const std::string& id, Unit& unit) {
        options_.workers->run<Result<int>>(
            [path = directory(id), generation = unit.generation, awaited = *unit.awaited](
            ) -> Result<int> {
                auto pid = worker_pid(admin_path(path, generation));
                if (!pid || pid.value() == awaited.not_pid) return 0;
                remove_admin_sockets_before(path, generation);
                ATLAS_TRY(note_structure(awaited.structure, path));
                return pid;
            },
            *options_.home,
            life_.guard([this, id](Result<int> pid) {
                if (!pid) return failed(id, pid.error());
                became_ready(id, pid.value());
            })
        );
    }

    void became_ready(const std::string& id, int pid) {
        auto& unit = units_[id];
        if (pid == 0 && unit.awaited && unit.awaited->late) return replace(id);
        if (pid == 0 || !unit.awaited) return released(id);  // it may have ended in the meantime
        unit.awaited.reset();
        unit.ready = true;
        if (!unit.retiring.empty()) retire(id, std::exchange(unit.retiring, ""));
        released(id, true);
        tell(id);
    }

    // The process runs but does not answer, so nothing is known about it. It keeps serving until
    // the next generation, with the same sockets, is ready.
    void replace(const std::string& id) {
        auto& unit = units_[id];
        auto silent = workload_id(id, unit.generation++);
        unit.running = false;
        unit.awaited.reset();
        unit.silent_since.reset();
        if (unit.retiring.empty()) {
            unit.retiring = silent;
        } else {
            (void)options_.supervisor->signal(silent, SIGKILL);
            retire(id, silent);
        }
        unit.trouble = silent + " does not answer: another is started";
        log::warning("elb", "{}", unit.trouble);
        released(id, true);
        tell(id);
    }

    void silent(const std::string& id) {
        auto& unit = units_[id];
        auto now = options_.clock->steady();
        if (!unit.silent_since) unit.silent_since = now;
        if (now - *unit.silent_since >= options_.answer_max) return replace(id);
        failed(id, Error(ErrorCode::unavailable, "haproxy does not answer on its admin socket"));
    }

    // The old workload accepts no connections and ends when its requests are finished or after
    // `stop_timeout`.
    void retire(const std::string& id, const std::string& workload) {
        units_[id].finishing.insert(workload);
        auto stopped = [this, id, workload](supervisor::Exit) {
            auto found = units_.find(id);
            if (found == units_.end()) return;
            found->second.finishing.erase(workload);
            advance(id);
        };
        options_.supervisor->stop(workload, life_.guard(std::move(stopped)));
    }

    void converge_now(const std::string& id, Unit& unit) {
        options_.workers->run<Result<Converged>>(
            [wanted = *unit.wanted,
             known = unit.known(),
             path = directory(id),
             network = options_.network] { return converge(wanted, known, path, *network); },
            *options_.home,
            life_.guard([this, id, wanted = *unit.wanted](Result<Converged> converged) {
                if (!converged) return failed(id, converged.error());
                units_[id].groups_applied = wanted.security_groups;
                observed(id, structure_of(wanted.balancer), std::move(converged).value());
            })
        );
    }

    void observed(const std::string& id, const std::string& structure, Converged converged) {
        auto& unit = units_[id];
        if (converged.pid == 0) return silent(id);
        unit.silent_since.reset();
        unit.ready = true;
        unit.pid = converged.pid;
        unit.servers = std::move(converged.servers);
        unit.failures = 0;
        if (converged.refused && !unit.refused)
            log::warning("elb", "{}: {}", id, converged.refused->why);
        unit.note_refusal(std::move(converged.refused));
        if (!unit.wanted) return released(id, true);
        if (converged.left == Change::Kind::reload) {
            auto sent = options_.supervisor->signal(workload_id(id, unit.generation), SIGUSR2);
            if (!sent) return failed(id, sent.error());
            return await(id, {unit.pid, structure, false, 0});
        }
        if (converged.left == Change::Kind::restart) {
            // The next generation starts while this one serves.
            unit.retiring = workload_id(id, unit.generation++);
            unit.running = false;
            return released(id, true);
        }
        released(id);
        refresh_later(id);
        tell(id);
    }

    // Polls only while a target drains, and when an initial target's checks may have failed long
    // enough.
    void refresh_later(const std::string& id) {
        auto& unit = units_[id];
        if (!unit.wanted) return;
        std::optional<milliseconds> next;
        auto sooner = [&](milliseconds delay) { next = next ? std::min(*next, delay) : delay; };
        for (const auto& group : unit.wanted->balancer.groups) {
            auto servers = servers_of(group, unit.servers);
            for (const auto& target : group.targets) {
                auto status = unit.servers.find(group.id + "/" + server_name(target));
                if (status == unit.servers.end()) continue;
                if (target.draining) sooner(draining_step);
                if (is_initial(status->second))
                    sooner(initial_max(group.health_check) - status->second.unchanged);
            }
        }
        if (next) refresh_in(id, unit, std::max(*next, draining_step));
    }

    void refresh_in(const std::string& id, Unit& unit, milliseconds delay) {
        auto at = options_.clock->steady() + delay;
        if (unit.refresh_at && *unit.refresh_at <= at) return;
        unit.refresh_at = at;
        options_.home->post_after(delay, life_.guard([this, id, at] {
            auto found = units_.find(id);
            if (found == units_.end() || found->second.refresh_at != at) return;
            found->second.refresh_at.reset();
            advance(id);
        }));
    }

    void ended(const std::string& id, const std::string& workload, int code) {
        auto found = units_.find(id);
        if (found == units_.end()) return;
        auto& unit = found->second;
        log::warning("elb", "{}: haproxy ended with code {}", workload, code);
        bool current = workload == workload_id(id, unit.generation);
        if (workload == unit.retiring) unit.retiring.clear();
        if (current) {
            unit.running = false;
            unit.awaited.reset();
            unit.silent_since.reset();
        }
        // Until the current workload is ready the retiring one serves.
        unit.ready = !unit.retiring.empty() || (unit.running && !unit.awaited);
        tell(id);
        advance(id);
    }

    void take_down(const std::string& id) {
        events_->remove(id);
        events_on_.erase(id);
        auto& unit = units_[id];
        unit.sockets.clear();
        auto last = workload_id(id, unit.generation);
        auto before = std::move(unit.finishing);
        if (!unit.retiring.empty()) before.insert(unit.retiring);
        // Requests of a deleted balancer need not finish.
        for (const auto& workload : before) {
            (void)options_.supervisor->signal(workload, SIGKILL);
            options_.supervisor->stop(workload, [](supervisor::Exit) {});
        }
        (void)options_.supervisor->signal(last, SIGKILL);
        options_.supervisor->stop(last, life_.guard([this, id](supervisor::Exit) { clear(id); }));
    }

    void clear(const std::string& id) {
        options_.workers->run<Result<>>(
            [id, path = directory(id), network = options_.network]() -> Result<> {
                ATLAS_TRY(network->apply_public("elb:" + id, {}));
                ATLAS_TRY(network->close_sandbox("elb-" + id));
                linux::SystemFileSystem files;
                return linux::remove_tree(files, path);
            },
            *options_.home,
            life_.guard([this, id](Result<> closed) {
                if (!closed) return failed(id, closed.error());
                auto done = std::move(units_[id].removed);
                units_.erase(id);
                for (auto& told : done)
                    told();
            })
        );
    }

    void released(const std::string& id, bool more = false) {
        auto& unit = units_[id];
        unit.busy = false;
        if (more || unit.again) options_.home->post(life_.guard([this, id] { advance(id); }));
    }

    void failed(const std::string& id, const Error& error) {
        auto& unit = units_[id];
        unit.trouble = error.message();
        auto delay = back_off.after(++unit.failures);
        log::warning("elb", "{}: {}; again in {} ms", id, error.message(), delay.count());
        unit.busy = false;
        options_.home->post_after(delay, life_.guard([this, id] { advance(id); }));
        tell(id);
    }

    Options options_;
    std::unique_ptr<Events> events_;
    std::set<std::string> events_on_;
    std::map<std::string, Unit> units_;
    std::uint64_t serial_ = 0;  // of the last `await`
    std::function<void(const std::string&)> listener_;
    Lifetime life_;
};

}  // namespace

Result<std::unique_ptr<Engine>> Engine::open(Options options) {
    auto engine = std::make_unique<HaproxyEngine>(std::move(options));
    ATLAS_TRY(engine->begin());
    return std::unique_ptr<Engine>(std::move(engine));
}

}  // namespace atlas::engines::haproxy
