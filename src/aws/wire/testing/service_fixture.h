// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/models/access.h"
#include "aws/wire/dispatcher.h"
#include "aws/wire/perform.h"
#include "aws/wire/row_loader.h"
#include "aws/wire/testing/fake_host.h"
#include "aws/wire/testing/fake_identities.h"
#include "aws/wire/testing/fake_service.h"
#include "aws/wire/testing/memory_store.h"
#include "base/log.h"

namespace atlas::aws::testing {

/// Runs services on the real dispatcher, without sockets, threads or a disk:
///
///     ServiceFixture fixture;
///     Ec2 ec2(fixture.host, …);
///     fixture.start({&ec2});
///     auto made = fixture.call<ec2::CreateVpc>({.cidr_block = "10.0.0.0/16"});
///     REQUIRE(made.ok());
///
/// To test a restart, start a second fixture over the first one's `store.rows`.
class ServiceFixture {
public:
    FakeHost host;
    MemoryStore store;
    FakeIdentities identities;

    /// Loads the stored rows into the services, starts these, and runs the tasks they post.
    void start(const std::vector<Service*>& services) {
        for (auto* service : services)
            check_resources(*service);
        dispatcher_ = Dispatcher::create(host, store, identities, services, std::string(32, 'k'));
        host.dispatcher = dispatcher_.get();
        RowLoader loader(*dispatcher_, services);
        const auto rows = store.load().value();
        for (const auto& row : rows) {
            auto loaded = loader.load(row);
            // A test may start fewer services than wrote the rows.
            const bool absent = !loaded && loaded.error().code() == ErrorCode::not_found;
            ATLAS_CHECK(loaded.ok() || absent, "a stored row reads back");
        }
        for (auto* service : services)
            service->start(host);
        settle();
    }
    Dispatcher& dispatcher() { return *dispatcher_; }

    /// The account's root.
    Principal administrator() const {
        Principal principal;
        principal.kind = Principal::Kind::administrator;
        principal.account = host.here.account;
        principal.arn = "arn:aws:iam::" + host.here.account + ":root";
        principal.user_id = host.here.account;
        principal.access_key_id = "AKIAATLASADMINTEST00";
        return principal;
    }
    /// A session of a role whose policy is `document` (empty: no permissions).
    Principal role(const std::string& name, std::string_view document = {}) {
        Principal principal;
        principal.kind = Principal::Kind::role_session;
        principal.account = host.here.account;
        principal.role_arn = "arn:aws:iam::" + host.here.account + ":role/" + name;
        principal.arn = "arn:aws:sts::" + host.here.account + ":assumed-role/" + name + "/test";
        principal.session_name = "test";
        principal.user_id = "AROATEST:test";
        if (!document.empty()) identities.allow(principal.arn, document);
        return principal;
    }

    /// Runs one operation, as the administrator or as another principal. Tasks that it posts wait
    /// for `settle`; only a `slow_operation` runs them to get its answer.
    template <typename Op>
    Answer<typename Op::Output> call(const typename Op::Input& input) {
        return call<Op>(input, administrator());
    }
    template <typename Op>
    Answer<typename Op::Output> call(const typename Op::Input& input, const Principal& as) {
        std::optional<Answer<typename Op::Output>> answer;
        perform<Op>(host, as, input, [&](auto got) { answer.emplace(std::move(got)); });
        if (!answer) settle();  // a slow_operation
        ATLAS_CHECK(answer, "workers that are held are not asked by `call`");
        return std::move(*answer);
    }

    /// Runs all tasks that are due on the region thread, and those that they post.
    void settle() { host.thread.run_all(); }
    /// Moves the clock and the timers forward.
    void advance(std::chrono::milliseconds by) {
        host.time.advance(by);
        host.thread.advance(by);
    }

private:
    /// Aborts if an operation whose .access line declares resource types does not name resources:
    /// it would be authorized against "*".
    static void check_resources(Service& service) {
        if (dynamic_cast<FakeService*>(&service)) return;
        for (const auto& operation : service.operations()) {
            const auto action = std::string(service.model().iam_prefix) + ":" + operation.name;
            const auto* access = find_access(action);
            const bool named = !access || access->resource_arns.empty() || operation.resources;
            if (!named) log::error("iam", "{} declares other resources than it names", action);
            ATLAS_CHECK(named, "an operation names resources where its declaration has types");
        }
    }

    std::unique_ptr<Dispatcher> dispatcher_;
};

}  // namespace atlas::aws::testing
