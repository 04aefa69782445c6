// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/dispatcher.h"

#include <atomic>

#include <fmt/core.h>

#include "aws/wire/encode_output.h"
#include "aws/wire/error_document.h"
#include "aws/wire/find_operation.h"
#include "aws/wire/kept_answers.h"
#include "aws/wire/operation_call.h"
#include "aws/wire/read_request.h"
#include "base/check.h"
#include "base/log.h"

namespace atlas::aws {
namespace {

std::vector<const ServiceModel*> models_of(const std::vector<Service*>& services) {
    std::vector<const ServiceModel*> models;
    for (auto* service : services)
        models.push_back(&service->model());
    return models;
}

/// Under which a mutation's answer is kept: who, what, the client's own id of the attempt, and what
/// was sent. Empty = the client named no attempt.
std::string key_of(const ReadRequest& request) {
    if (request.entry->operation.read_only || request.invocation_id.empty()) return {};
    return fmt::format(
        "{}/{}/{}/{}",
        request.principal.access_key_id,
        request.entry->action,
        request.invocation_id,
        request.payload_hash.substr(0, 16)
    );
}

class RegionDispatcher final : public Dispatcher {
public:
    RegionDispatcher(
        Host& host,
        store::Store& store,
        const Identities& identities,
        const std::vector<Service*>& services
    )
        : host_(host),
          store_(store),
          index_(models_of(services)),
          parts_{host, identities, table_},
          reader_(host, identities, index_, table_) {
        for (auto* service : services)
            table_.add(*service);
    }

    net::Handler handler() override {
        return [this](const net::Request& request, net::Respond respond) {
            receive(request, std::move(respond));
        };
    }

    void transact(const Principal& as, const std::function<void(Call&)>& decide) override {
        Work work;
        Origin origin;
        auto request_id = random_.uuid();
        OperationCall call(parts_, as, nullptr, origin, request_id, work);
        decide(call);
        commit(std::move(work), [] {});
    }

    Result<> load(const store::Row& row) override {
        if (row.table == KeptAnswers::table) return kept_.load(row);
        return Error(ErrorCode::invalid_argument, "unknown table " + row.table);
    }

private:
    /// Io thread.
    void receive(const net::Request& request, net::Respond respond) {
        auto request_id = random_.uuid();
        Target target;
        auto read = reader_.read(request, target);
        if (!read) {
            auto& error = read.error();
            log::debug("api", "{} {}: {}", target.asked, error.code, error.message);
            respond(encode_error(target.protocol, target.service, error, request_id));
            return;
        }
        read.value().request_id = std::move(request_id);
        host_.region_thread().post(
            [this, read = std::move(read).value(), respond = std::move(respond)]() mutable {
                run(std::move(read), std::move(respond));
            }
        );
    }

    /// Region thread.
    void run(ReadRequest request, net::Respond respond) {
        Work work;
        auto key = key_of(request);
        auto answer = find_kept(key);
        if (!answer) {
            OperationCall call(
                parts_,
                request.principal,
                request.entry->service,
                request.origin,
                request.request_id,
                work
            );
            answer = call.perform(*request.entry, request.input);
            if (answer->ok() && !key.empty())
                kept_.keep(work.batch, key, answer->value(), host_.clock().now());
        }
        commit(
            std::move(work),
            [entry = request.entry,
             request_id = std::move(request.request_id),
             answer = std::move(*answer),
             respond = std::move(respond)]() mutable {
                respond(encode(*entry, answer, request_id));
            }
        );
    }

    std::optional<Answer<json::Value>> find_kept(const std::string& key) const {
        auto* text = key.empty() ? nullptr : kept_.find(key);
        if (!text) return std::nullopt;
        auto value = json::parse(*text);
        ATLAS_CHECK(value.ok(), "a kept answer is what json::serialize wrote");
        return Answer<json::Value>(std::move(value).value());
    }

    static net::Response encode(
        const Entry& entry, const Answer<json::Value>& answer, const std::string& request_id
    ) {
        if (answer.ok())
            return encode_output(*entry.service, *entry.model, answer.value(), request_id);
        const auto& error = answer.error();
        log::debug("api", "{} {}: {}", entry.action, error.code, error.message);
        return encode_error(entry.service->protocol, entry.service, error, request_id);
    }

    /// Lets `release` go once everything that it may have seen is on the disk. Region thread.
    void commit(Work work, std::move_only_function<void()> release) {
        auto& home = host_.region_thread();
        if (!work.batch.empty()) host_.note_change();
        auto finish =
            [&home, after = std::move(work.after_commit), release = std::move(release)]() mutable {
                release();
                for (auto& task : after)
                    home.post(std::move(task));
            };
        if (work.batch.empty() && undecided_ == 0) {
            finish();
            return;
        }
        ++undecided_;
        store_.commit(std::move(work.batch), [this, finish = std::move(finish)]() mutable {
            --undecided_;
            finish();
        });
    }

    // Constant after construction.
    Host& host_;
    store::Store& store_;
    OperationIndex index_;
    OperationTable table_;
    CallParts parts_;
    RequestReader reader_;
    // Any thread.
    SystemRandom random_;
    std::atomic<int> undecided_ = 0;  // batches that are not on the disk yet
    // Region thread only.
    KeptAnswers kept_;
};

}  // namespace

std::unique_ptr<Dispatcher> Dispatcher::create(
    Host& host,
    store::Store& store,
    const Identities& identities,
    const std::vector<Service*>& services
) {
    return std::make_unique<RegionDispatcher>(host, store, identities, services);
}

}  // namespace atlas::aws
