// SPDX-License-Identifier: Apache-2.0
#include "supervisor/fake_supervisor.h"

#include <fcntl.h>
#include <fmt/core.h>

#include "base/check.h"
#include "linux/error.h"

namespace atlas::supervisor {

namespace {

Error unknown(const std::string& id) {
    return {ErrorCode::not_found, "no workload " + id};
}

}  // namespace

void FakeSupervisor::end(const std::string& id, Exit exit) {
    auto found = workloads_.find(id);
    ATLAS_CHECK(found != workloads_.end(), "a test ends a workload that it started");
    auto spec = std::move(found->second.spec);
    workloads_.erase(found);
    for (const auto& [prefix, listener] : exit_listeners_) {
        if (spec.owner.starts_with(prefix)) listener(spec, exit);
    }
}

void FakeSupervisor::print(const std::string& id, const std::string& text, bool to_stderr) {
    print(id, {LogLine{clock_.now(), to_stderr, text}});
}

void FakeSupervisor::print(const std::string& id, std::vector<LogLine> lines) {
    auto found = workloads_.find(id);
    ATLAS_CHECK(found != workloads_.end(), "a test prints from a workload that it started");
    for (const auto& line : lines)
        lines_[id].push_back(line.text);
    for (const auto& [prefix, listener] : line_listeners_) {
        if (!found->second.spec.owner.starts_with(prefix)) continue;
        listener(
            found->second.spec,
            lines,
            [taken = taken_, count = static_cast<int>(lines.size())] { *taken += count; }
        );
    }
}

void FakeSupervisor::refuse(const std::string& id_prefix, Error error) {
    refused_.insert_or_assign(id_prefix, std::move(error));
}

void FakeSupervisor::seed(Recovered recovered) {
    auto id = recovered.spec.id;
    workloads_[id] = {std::move(recovered.spec), std::move(recovered.running), {}};
}

const WorkloadSpec* FakeSupervisor::find(const std::string& id) const {
    auto found = workloads_.find(id);
    return found == workloads_.end() ? nullptr : &found->second.spec;
}

std::vector<std::string> FakeSupervisor::ids() const {
    std::vector<std::string> list;
    for (const auto& [id, workload] : workloads_)
        list.push_back(id);
    return list;
}

std::vector<Supervisor::Recovered> FakeSupervisor::recover() {
    calls_.push_back("recover");
    std::vector<Recovered> list;
    for (const auto& [id, workload] : workloads_)
        list.push_back({workload.running, workload.spec});
    return list;
}

void FakeSupervisor::start(
    WorkloadSpec spec,
    std::vector<linux::Fd> sockets,
    std::move_only_function<void(Result<Running>)> done
) {
    calls_.push_back("start " + spec.id);
    auto answer = [&]() -> Result<Running> {
        if (workloads_.contains(spec.id))
            return Error(ErrorCode::conflict, "a workload " + spec.id + " is there");
        for (const auto& [prefix, error] : refused_) {
            if (spec.id.starts_with(prefix)) return error;
        }
        Running running{spec.id, next_pid_++, clock_.now()};
        lines_.erase(spec.id);
        spec.sockets = static_cast<int>(sockets.size());
        auto id = spec.id;
        workloads_[id] = {std::move(spec), running, std::move(sockets)};
        return running;
    }();
    home_thread_.post([answer = std::move(answer), done = std::move(done)]() mutable {
        done(std::move(answer));
    });
}

void FakeSupervisor::stop(const std::string& id, std::move_only_function<void(Exit)> done) {
    calls_.push_back("stop " + id);
    bool known = workloads_.erase(id) > 0;
    Exit ended{known ? 143 : 0, false, clock_.now(), ""};
    home_thread_.post([ended, done = std::move(done)]() mutable { done(ended); });
}

Result<> FakeSupervisor::signal(const std::string& id, int number) {
    calls_.push_back("signal " + id + " " + std::to_string(number));
    if (!workloads_.contains(id)) return unknown(id);
    return {};
}

void FakeSupervisor::exec(
    const std::string& id,
    std::vector<std::string> args,
    std::chrono::milliseconds timeout,
    std::move_only_function<void(Result<int>)> done
) {
    auto text = fmt::format("exec {} {}ms:", id, timeout.count());
    for (const auto& arg : args)
        text += " " + arg;
    calls_.push_back(text);
    Result<int> answer = workloads_.contains(id) ? Result<int>(exec_code_) : unknown(id);
    home_thread_.post([answer = std::move(answer), done = std::move(done)]() mutable {
        done(std::move(answer));
    });
}

std::vector<Running> FakeSupervisor::running() const {
    std::vector<Running> list;
    for (const auto& [id, workload] : workloads_)
        list.push_back(workload.running);
    return list;
}

Result<Usage> FakeSupervisor::usage(const std::string& id) const {
    if (!workloads_.contains(id)) return unknown(id);
    return usage_;
}

void FakeSupervisor::on_exit(
    const std::string& owner_prefix, std::function<void(const WorkloadSpec&, const Exit&)> listener
) {
    exit_listeners_[owner_prefix] = std::move(listener);
}

void FakeSupervisor::on_lines(const std::string& owner_prefix, LinesListener listener) {
    line_listeners_[owner_prefix] = std::move(listener);
}

std::vector<std::string> FakeSupervisor::last_lines(const std::string& id, std::size_t count)
    const {
    auto found = lines_.find(id);
    if (found == lines_.end()) return {};
    const auto& all = found->second;
    auto skipped = all.size() > count ? all.size() - count : 0;
    return {all.begin() + static_cast<std::ptrdiff_t>(skipped), all.end()};
}

Result<std::vector<linux::Fd>> FakeSupervisor::take_descriptors(
    const std::string& id, const std::vector<int>& numbers
) {
    calls_.push_back("take_sockets " + id + " " + std::to_string(numbers.size()));
    auto found = workloads_.find(id);
    if (found == workloads_.end()) return unknown(id);
    auto& sockets = found->second.sockets;
    std::vector<linux::Fd> copies;
    for (int number : numbers) {
        auto index = static_cast<std::size_t>(number - 3);
        if (index >= sockets.size()) return Error(ErrorCode::not_found, id + " has no such socket");
        linux::Fd copy(fcntl(sockets[index].number(), F_DUPFD_CLOEXEC, 3));
        if (!copy) return linux::last_error("copy a socket");
        copies.push_back(std::move(copy));
    }
    return copies;
}

void FakeSupervisor::stop_all(std::move_only_function<void()> done) {
    calls_.push_back("stop_all");
    workloads_.clear();
    home_thread_.post(std::move(done));
}

}  // namespace atlas::supervisor
