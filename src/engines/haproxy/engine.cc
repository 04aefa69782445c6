// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/engine.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#include "base/log.h"
#include "engines/haproxy/carry_out.h"
#include "engines/haproxy/configuration.h"
#include "engines/haproxy/events.h"
#include "net/server.h"

namespace atlas::engines::haproxy {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds refresh_step{200};  // while a target drains or has not been checked yet
constexpr milliseconds retry_first{100};
constexpr milliseconds retry_last{30'000};
// A balancer whose ports change lets its requests finish for so long.
constexpr std::chrono::seconds stop_timeout{2};

/// One balancer. Home thread only.
struct Unit {
    std::optional<Wanted> wanted;  // none = to be removed
    std::vector<std::move_only_function<void()>> removed;
    std::vector<PublicSocket> sockets;
    bool running = false;
    bool ready = false;
    bool busy = false;
    bool again = false;
    bool refresh_waiting = false;
    int pid = 0;  // of the HAProxy worker
    int failures = 0;
    std::string trouble;
    std::map<std::string, ServerStatus> servers;
    struct Seen {
        std::chrono::steady_clock::time_point since;
        bool was_healthy = false;
    };
    std::map<std::string, Seen> seen;  // "group/server"

    std::vector<std::uint16_t> ports() const {
        std::vector<std::uint16_t> list;
        for (const auto& socket : sockets)
            list.push_back(socket.port);
        return list;
    }
    /// The ports that the process must have, in order: of the public sockets, or none.
    std::vector<std::uint16_t> ports_wanted() const {
        std::vector<std::uint16_t> list;
        for (const auto& listener : wanted->balancer.listeners)
            list.push_back(listener.port);
        return list;
    }
};

class HaproxyEngine final : public Engine {
public:
    explicit HaproxyEngine(Options options) : options_(std::move(options)) {}

    Result<> begin() {
        events_ =
            ATLAS_TRY(Events::open(*options_.home, [this](const std::string& id) { advance(id); }));
        options_.supervisor->on_exit("elb:", [this](const auto& spec, const auto& exit) {
            ended(spec.id.substr(4), exit.code);
        });
        return {};
    }

    void adopt(const std::vector<supervisor::Supervisor::Recovered>& recovered) override {
        for (const auto& [running, spec] : recovered) {
            if (!spec.owner.starts_with("elb:")) continue;
            auto& unit = units_[spec.id.substr(4)];
            unit.running = true;
            auto taken = options_.supervisor->take_sockets(spec.id, spec.sockets);
            if (!taken) {
                log::warning("elb", "{}: {}", spec.id, taken.error().message());
                continue;
            }
            for (auto& fd : taken.value()) {
                auto port = net::port_of(fd);
                unit.sockets.push_back({port ? port.value() : std::uint16_t{0}, std::move(fd)});
            }
        }
    }

    void apply(Wanted wanted) override {
        auto id = wanted.balancer.id;
        wanted.sandbox.id = "elb-" + id;
        units_[id].wanted = std::move(wanted);
        advance(id);
    }

    void remove(const std::string& id, std::move_only_function<void()> done) override {
        auto& unit = units_[id];
        unit.wanted.reset();
        unit.removed.push_back(std::move(done));
        advance(id);
    }

    bool serving(const std::string& id) const override {
        auto found = units_.find(id);
        return found != units_.end() && found->second.running && found->second.ready;
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
        const auto& unit = found->second;
        for (const auto& candidate : unit.wanted->balancer.groups) {
            if (candidate.id != group) continue;
            auto name = group + "/" + server_name(target);
            auto status = unit.servers.find(name);
            auto seen = unit.seen.find(name);
            bool was_healthy = seen != unit.seen.end() && seen->second.was_healthy;
            auto age = seen == unit.seen.end() ? milliseconds(0) : since(seen->second.since);
            auto* known = status == unit.servers.end() ? nullptr : &status->second;
            return health_of(target, candidate.health_check, known, was_healthy, age);
        }
        return std::nullopt;
    }

    void on_change(std::function<void(const std::string&)> listener) override {
        listener_ = std::move(listener);
    }

private:
    std::string directory(const std::string& id) const { return options_.directory + "/" + id; }
    milliseconds since(std::chrono::steady_clock::time_point moment) const {
        return std::chrono::duration_cast<milliseconds>(options_.clock->steady() - moment);
    }
    void tell(const std::string& id) {
        if (listener_) listener_(id);
    }

    // The one step of a unit: start, converge or remove; comes back here until nothing is left to
    // do.
    void advance(const std::string& id) {
        auto found = units_.find(id);
        if (found == units_.end()) return;
        auto& unit = found->second;
        if (unit.busy) {
            unit.again = true;
            return;
        }
        unit.again = false;
        if (!unit.wanted && unit.removed.empty()) return;  // adopted, not yet wanted
        unit.busy = true;
        if (!unit.wanted) return take_down(id);
        if (!unit.running) return start(id, unit);
        if (!unit.ready) return become_ready(id, 0);
        converge_now(id, unit);
    }

    void start(const std::string& id, Unit& unit) {
        if (!events_on_.contains(id)) {
            auto made = make_events(id);
            if (!made) return failed(id, made.error());
        }
        drop_sockets(unit);
        options_.workers->run<Result<Prepared>>(
            [wanted = *unit.wanted,
             have = unit.ports(),
             path = directory(id),
             network = options_.network] { return prepare_start(wanted, have, path, *network); },
            *options_.home,
            [this, id](Result<Prepared> prepared) {
                if (!prepared) return failed(id, prepared.error());
                run(id, std::move(prepared).value());
            }
        );
    }

    // Sockets of ports that are no longer wanted are closed; the rest keep their descriptors.
    void drop_sockets(Unit& unit) {
        auto wanted = unit.ports_wanted();
        std::erase_if(unit.sockets, [&](const PublicSocket& socket) {
            return std::ranges::find(wanted, socket.port) == wanted.end();
        });
    }

    Result<> make_events(const std::string& id) {
        ATLAS_TRY(make_directories(directory(id)));
        ATLAS_TRY(events_->add(id, directory(id) + "/events.sock", engine_uid));
        events_on_.insert(id);
        return {};
    }

    void run(const std::string& id, Prepared prepared) {
        auto& unit = units_[id];
        if (!unit.wanted) return released(id);
        for (auto& socket : prepared.opened)
            unit.sockets.push_back(std::move(socket));
        sort_sockets(unit);
        supervisor::WorkloadSpec spec;
        spec.id = "elb-" + id;
        spec.owner = "elb:" + id;
        spec.network = {
            prepared.sandbox_path,
            unit.wanted->resolver,
            id,
            unit.wanted->balancer.addresses.front()
        };
        spec.args = {
            "/usr/sbin/haproxy", "-W", "-db", "-f", std::string(engine_directory) + "/haproxy.cfg"
        };
        spec.uid = engine_uid;
        spec.gid = engine_uid;
        spec.capabilities = {"CAP_NET_BIND_SERVICE"};
        spec.mounts = {{directory(id), engine_directory, false, false}};
        spec.stop_signal = SIGUSR1;
        spec.stop_timeout = stop_timeout;
        std::vector<linux::Fd> copies;
        for (const auto& socket : unit.sockets) {
            copies.emplace_back(::fcntl(socket.fd.number(), F_DUPFD_CLOEXEC, 3));
        }
        options_.supervisor->start(
            std::move(spec),
            std::move(copies),
            [this, id](Result<supervisor::Running> running) {
                if (!running) return failed(id, running.error());
                units_[id].running = true;
                become_ready(id, 0);
            }
        );
    }

    void sort_sockets(Unit& unit) {
        auto wanted = unit.ports_wanted();
        std::ranges::sort(unit.sockets, {}, [&](const PublicSocket& socket) {
            return std::ranges::find(wanted, socket.port) - wanted.begin();
        });
    }

    void become_ready(const std::string& id, int not_pid) {
        auto& unit = units_[id];
        if (!unit.wanted) return released(id);
        bool adopted = !events_on_.contains(id);
        if (adopted) {
            if (auto made = make_events(id); !made) return failed(id, made.error());
            unit.ready = true;
            return released(id, true);
        }
        options_.workers->run<Result<int>>(
            [wanted = *unit.wanted, path = directory(id), not_pid] {
                return wait_ready(wanted, path, not_pid);
            },
            *options_.home,
            [this, id](Result<int> pid) {
                if (!pid) return failed(id, pid.error());
                units_[id].ready = true;
                released(id, true);
                tell(id);
            }
        );
    }

    void converge_now(const std::string& id, Unit& unit) {
        options_.workers->run<Result<Converged>>(
            [wanted = *unit.wanted, ports = running_ports(unit), path = directory(id)] {
                return converge(wanted, ports, path);
            },
            *options_.home,
            [this, id](Result<Converged> converged) {
                if (!converged) return failed(id, converged.error());
                observed(id, std::move(converged).value());
            }
        );
    }

    // An internal balancer has no descriptors; its ports follow from the files it runs with.
    std::vector<std::uint16_t> running_ports(const Unit& unit) const {
        return unit.wanted->balancer.public_address.empty() ? unit.ports_wanted() : unit.ports();
    }

    void observed(const std::string& id, Converged converged) {
        auto& unit = units_[id];
        unit.pid = converged.pid;
        unit.servers = std::move(converged.servers);
        unit.failures = 0;
        unit.trouble.clear();
        if (!unit.wanted) return released(id, true);
        note_health(unit);
        if (converged.left == Change::Kind::reload) {
            auto sent = options_.supervisor->signal("elb-" + id, SIGUSR2);
            if (!sent) return failed(id, sent.error());
            return become_ready(id, unit.pid);
        }
        if (converged.left == Change::Kind::restart) {
            unit.ready = false;
            options_.supervisor->stop("elb-" + id, [this, id](supervisor::Exit) {
                units_[id].running = false;
                released(id, true);
            });
            return;
        }
        released(id);
        refresh_later(id);
        tell(id);
    }

    void note_health(Unit& unit) {
        std::map<std::string, Unit::Seen> seen;
        for (const auto& [name, status] : unit.servers) {
            auto before = unit.seen.find(name);
            auto& now = seen[name];
            now = before == unit.seen.end() ? Unit::Seen{options_.clock->steady(), false}
                                            : before->second;
            now.was_healthy =
                now.was_healthy || (status.status.starts_with("UP") && status.check != "INI");
        }
        unit.seen = std::move(seen);
    }

    // HAProxy tells when a server goes up or down, but not when a draining one has no connections
    // left.
    void refresh_later(const std::string& id) {
        auto& unit = units_[id];
        if (unit.refresh_waiting || !unit.wanted) return;
        bool changing = false;
        for (const auto& group : unit.wanted->balancer.groups) {
            for (const auto& target : group.targets) {
                auto now = health(id, group.id, target);
                changing = changing || (now && (now->state == Health::State::draining ||
                                                now->state == Health::State::initial));
            }
        }
        if (!changing) return;
        unit.refresh_waiting = true;
        options_.home->post_after(refresh_step, [this, id] {
            auto found = units_.find(id);
            if (found == units_.end()) return;
            found->second.refresh_waiting = false;
            advance(id);
        });
    }

    void ended(const std::string& id, int code) {
        auto found = units_.find(id);
        if (found == units_.end()) return;
        log::warning("elb", "{}: haproxy ended with code {}; starting it again", id, code);
        found->second.running = false;
        found->second.ready = false;
        tell(id);
        advance(id);
    }

    void take_down(const std::string& id) {
        events_->remove(id);
        events_on_.erase(id);
        units_[id].sockets.clear();
        options_.supervisor->stop("elb-" + id, [this, id](supervisor::Exit) {
            options_.workers->run<Result<>>(
                [id, path = directory(id), network = options_.network]() -> Result<> {
                    ATLAS_TRY(network->apply_public("elb:" + id, {}));
                    ATLAS_TRY(network->close_sandbox("elb-" + id));
                    std::error_code ignored;
                    std::filesystem::remove_all(path, ignored);
                    return {};
                },
                *options_.home,
                [this, id](Result<> closed) {
                    if (!closed) return failed(id, closed.error());
                    auto done = std::move(units_[id].removed);
                    units_.erase(id);
                    for (auto& told : done)
                        told();
                }
            );
        });
    }

    void released(const std::string& id, bool more = false) {
        auto& unit = units_[id];
        unit.busy = false;
        if (more || unit.again) options_.home->post([this, id] { advance(id); });
    }

    void failed(const std::string& id, const Error& error) {
        auto& unit = units_[id];
        unit.trouble = error.message();
        auto delay = std::min(retry_last, retry_first * (1 << std::min(unit.failures++, 10)));
        log::warning("elb", "{}: {}; again in {} ms", id, error.message(), delay.count());
        unit.busy = false;
        options_.home->post_after(delay, [this, id] { advance(id); });
        tell(id);
    }

    Options options_;
    std::unique_ptr<Events> events_;
    std::set<std::string> events_on_;
    std::map<std::string, Unit> units_;
    std::function<void(const std::string&)> listener_;
};

}  // namespace

Result<std::unique_ptr<Engine>> Engine::open(Options options) {
    auto engine = std::make_unique<HaproxyEngine>(std::move(options));
    ATLAS_TRY(engine->begin());
    return std::unique_ptr<Engine>(std::move(engine));
}

}  // namespace atlas::engines::haproxy
