// SPDX-License-Identifier: Apache-2.0
#include "engines/msk/engine.h"

#include <map>
#include <optional>
#include <stop_token>

#include "base/back_off.h"
#include "base/lifetime.h"
#include "base/log.h"
#include "engines/msk/converge.h"
#include "engines/msk/files.h"

namespace atlas::engines::msk {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::hours renewal_interval{24};
/// How often a broker is asked for its trouble: a full disk is reported within this time.
constexpr std::chrono::seconds trouble_interval{10};
constexpr BackOff back_off(milliseconds(100), milliseconds(30'000));

/// The engine's state of one cluster. Home thread only.
struct Unit {
    std::optional<Cluster> wanted;  // none = remove it, or adopted and not applied yet
    std::optional<Cluster> applied;
    std::vector<std::move_only_function<void()>> removed;
    Sockets sockets;  // held for the current broker and the next one
    bool running = false;
    bool ready = false;
    bool stale_snapshot = false;
    bool busy = false;
    bool again = false;
    int failures = 0;
    std::string trouble;       // the last failed step
    std::string told;          // what the serving broker reports about itself
    bool asked = false;        // a question for `told` is in progress
    std::stop_source waiting;  // stopped when the awaited broker has ended
};

class BrokerEngine final : public Engine {
public:
    explicit BrokerEngine(Options options) : options_(std::move(options)) {
        auto has_ended = [this](const auto& spec, const auto& exit) {
            ended(spec.id.substr(4), exit.code);
        };
        options_.supervisor->on_exit("kafka:", life_.guard(std::move(has_ended)));
        keep_renewed();
        keep_asking();
    }

    void adopt(const std::vector<supervisor::Supervisor::Recovered>& recovered) override {
        for (const auto& [running, spec] : recovered) {
            if (!spec.owner.starts_with("kafka:")) continue;
            auto& unit = units_[spec.id.substr(4)];
            unit.running = true;
        }
    }

    void apply(Cluster cluster) override {
        auto id = cluster.id;
        units_[id].wanted = std::move(cluster);
        advance(id);
    }

    void remove(Cluster cluster, store::Durable, std::move_only_function<void()> done) override {
        auto id = cluster.id;
        auto& unit = units_[id];
        unit.applied = std::move(cluster);
        unit.wanted.reset();
        unit.removed.push_back(std::move(done));
        unit.waiting.request_stop();
        advance(id);
    }

    void identities_changed() override {
        for (auto& [id, unit] : units_) {
            unit.stale_snapshot = true;
            advance(id);
        }
    }

    bool settled(const Cluster& cluster) const override {
        auto found = units_.find(cluster.id);
        return found != units_.end() && found->second.ready && found->second.applied == cluster;
    }
    std::string trouble(const std::string& id) const override {
        auto found = units_.find(id);
        if (found == units_.end()) return "";
        return found->second.trouble.empty() ? found->second.told : found->second.trouble;
    }
    void on_change(std::function<void(const std::string&)> listener) override {
        listener_ = std::move(listener);
    }

private:
    /// Rewrites all files once a day, with a new certificate if the old one expires soon.
    void keep_renewed() {
        options_.home->post_after(renewal_interval, life_.guard([this] {
            identities_changed();
            keep_renewed();
        }));
    }

    void keep_asking() {
        options_.home->post_after(trouble_interval, life_.guard([this] {
            for (auto& [id, unit] : units_)
                if (unit.ready && !unit.asked) ask(id, unit);
            keep_asking();
        }));
    }

    /// Independent of the steps: a broker is also asked while a step is in progress.
    void ask(const std::string& id, Unit& unit) {
        unit.asked = true;
        options_.workers->run<Result<std::string>>(
            [folder = options_.directory + "/" + id] { return trouble_of(folder); },
            *options_.home,
            life_.guard([this, id](Result<std::string> answer) {
                auto found = units_.find(id);
                if (found == units_.end()) return;
                found->second.asked = false;
                // A broker that does not answer is handled by the steps.
                auto told = answer && found->second.ready ? answer.value() : std::string();
                if (std::exchange(found->second.told, told) == told) return;
                if (!told.empty()) log::warning("msk", "broker {}: {}", id, told);
                tell(id);
            })
        );
    }

    Step step_of(const std::string& id, const Cluster& cluster) const {
        auto known = units_.find(id);
        return {
            cluster,
            options_.identities(),
            options_.authority,
            options_.directory + "/" + id,
            options_.network,
            options_.clock->now(),
            known == units_.end() ? Sockets{} : known->second.sockets
        };
    }

    /// Runs the next step of a unit (start, converge or remove) and is called again until nothing
    /// is left to do.
    void advance(const std::string& id) {
        auto& unit = units_[id];
        if (unit.busy) {
            unit.again = true;
            return;
        }
        unit.again = false;
        if (!unit.removed.empty() && !unit.wanted) return take_down(id, unit);
        if (!unit.wanted) return;
        if (!unit.running) return start(id, unit);
        if (!unit.ready) return become_ready(id, unit);
        if (unit.applied != unit.wanted || unit.stale_snapshot) return bring(id, unit);
    }

    /// Runs a blocking step on a worker; calls `then` with its result on the home thread, unless
    /// the engine is destroyed before.
    template <typename T>
    void run(
        const std::string& id,
        std::move_only_function<Result<T>()> work,
        std::move_only_function<void(Unit&, T)> then
    ) {
        units_[id].busy = true;
        options_.workers->run<Result<T>>(
            std::move(work),
            *options_.home,
            life_.guard([this, id, then = std::move(then)](Result<T> done) mutable {
                auto& unit = units_[id];
                if (!done) return failed(id, unit, done.error());
                then(unit, std::move(done).value());
            })
        );
    }

    void start(const std::string& id, Unit& unit) {
        auto step = step_of(id, *unit.wanted);
        unit.stale_snapshot = false;
        auto cluster = *unit.wanted;
        run<Prepared>(
            id,
            [step = std::move(step)] { return prepare(step); },
            [this, id, cluster](Unit& now, Prepared prepared) {
                launch(id, now, cluster, std::move(prepared));
            }
        );
    }

    void launch(const std::string& id, Unit& unit, const Cluster& cluster, Prepared prepared) {
        unit.applied = cluster;
        unit.sockets = std::move(prepared.sockets);
        auto copies = copy_all(cluster, unit.sockets);
        if (!copies) return failed(id, unit, copies.error());
        supervisor::WorkloadSpec spec;
        spec.id = "msk-" + id;
        spec.owner = "kafka:" + id;
        spec.network = {
            prepared.sandbox_path, cluster.resolver, "", cluster.brokers.front().address
        };
        const std::string program = "/run/atlas-broker";
        spec.args = {program, "--config", std::string(inside) + "/broker.json"};
        spec.uid = broker_uid;
        spec.gid = broker_uid;
        spec.mounts = {
            {options_.binary, program, true, false},
            {options_.directory + "/" + id, inside, false, false}
        };
        spec.stop_timeout = std::chrono::seconds(15);
        options_.supervisor->start(
            std::move(spec),
            std::move(copies).value(),
            life_.guard([this, id](Result<supervisor::Running> running) {
                auto& now = units_[id];
                if (!running) return failed(id, now, running.error());
                now.running = true;
                finished(id, now);
            })
        );
    }

    /// An adopted broker is asked like one just started and then brought to the desired state,
    /// because its previous state is not recorded.
    void become_ready(const std::string& id, Unit& unit) {
        unit.waiting = {};
        run<Descriptors>(
            id,
            [folder = options_.directory + "/" + id,
             limit = options_.ready_limit,
             given_up = unit.waiting.get_token()] { return wait_ready(folder, limit, given_up); },
            [this, id](Unit& now, const Descriptors& descriptors) {
                now.ready = now.running;
                hold(id, now, descriptors);
                finished(id, now);
            }
        );
    }

    /// Copies sockets that only the broker has: all of an adopted one, or those of an interrupted
    /// change.
    void hold(const std::string& id, Unit& unit, Descriptors descriptors) {
        std::erase_if(descriptors, [&](const auto& each) {
            return unit.sockets.contains(each.first);
        });
        if (descriptors.empty() || !unit.ready) return;
        std::vector<int> numbers;
        for (const auto& [name, number] : descriptors)
            numbers.push_back(number);
        auto taken = options_.supervisor->take_descriptors("msk-" + id, numbers);
        if (!taken) return log::warning("msk", "{}: {}", id, taken.error().message());
        auto next = taken.value().begin();
        for (const auto& [name, number] : descriptors)
            unit.sockets[name] = std::make_shared<const linux::Fd>(std::move(*next++));
    }

    void bring(const std::string& id, Unit& unit) {
        auto step = step_of(id, *unit.wanted);
        unit.stale_snapshot = false;
        auto cluster = *unit.wanted;
        run<Descriptors>(
            id,
            [step = std::move(step)] { return converge(step); },
            [this, id, cluster](Unit& now, const Descriptors& descriptors) {
                if (!cluster.public_access)
                    std::erase_if(now.sockets, [](const auto& each) {
                        return each.first.starts_with("public/");
                    });
                hold(id, now, descriptors);
                now.applied = cluster;
                finished(id, now);
            }
        );
    }

    void take_down(const std::string& id, Unit& unit) {
        unit.busy = true;
        unit.ready = false;
        unit.sockets.clear();
        options_.supervisor->stop("msk-" + id, life_.guard([this, id](const supervisor::Exit&) {
            auto& now = units_[id];
            now.running = false;
            run<std::monostate>(
                id,
                [step = step_of(id, *now.applied)] { return clear(step); },
                [this, id](Unit&, std::monostate) { removed(id); }
            );
        }));
    }

    void removed(const std::string& id) {
        auto waiting = std::move(units_[id].removed);
        units_.erase(id);
        for (auto& done : waiting)
            done();
    }

    void ended(const std::string& id, int code) {
        auto found = units_.find(id);
        if (found == units_.end()) return;
        auto& unit = found->second;
        log::warning("msk", "broker {} ended with {}", id, code);
        unit.running = false;
        unit.ready = false;
        unit.told.clear();
        unit.waiting.request_stop();
        tell(id);
        // A step in progress fails by itself and retries.
        if (!unit.busy) retry(id, unit);
    }

    void finished(const std::string& id, Unit& unit) {
        unit.busy = false;
        if (unit.ready) unit.failures = 0;
        unit.trouble.clear();
        tell(id);
        advance(id);
    }

    void failed(const std::string& id, Unit& unit, const Error& error) {
        unit.trouble = error.message();
        // The failed step may have been for the snapshot alone; without this flag it would be
        // forgotten.
        unit.stale_snapshot = true;
        log::warning("msk", "cluster {}: {}", id, error.message());
        tell(id);
        retry(id, unit);
    }

    void retry(const std::string& id, Unit& unit) {
        auto delay = back_off.after(++unit.failures);
        unit.busy = true;
        options_.home->post_after(delay, life_.guard([this, id] {
            auto found = units_.find(id);
            if (found == units_.end()) return;
            found->second.busy = false;
            advance(id);
        }));
    }

    void tell(const std::string& id) {
        if (listener_) listener_(id);
    }

    // Constant after construction.
    Options options_;
    std::function<void(const std::string&)> listener_;
    // Home thread only.
    std::map<std::string, Unit> units_;
    Lifetime life_;
};

}  // namespace

std::unique_ptr<Engine> Engine::create(Options options) {
    return std::make_unique<BrokerEngine>(std::move(options));
}

}  // namespace atlas::engines::msk
