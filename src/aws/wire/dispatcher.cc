// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/dispatcher.h"

#include <atomic>
#include <map>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "aws/wire/encode_output.h"
#include "aws/wire/error_document.h"
#include "aws/wire/find_operation.h"
#include "aws/wire/kept_answers.h"
#include "aws/wire/operation_call.h"
#include "aws/wire/read_request.h"
#include "aws/wire/slow_parts.h"
#include "aws/wire/validate.h"
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

/// The key under which a mutation's answer is kept: the access key, the action, the client's id of
/// the attempt, and the payload. Empty if nothing is kept: reads, and clients that send no id. SDKs
/// use one id for all retries of a call; the payload guards against a client that reuses an id.
std::string key_of(const ReadRequest& request) {
    if (!request.entry->access->changes() || request.invocation_id.empty()) return {};
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
        const std::vector<Service*>& services,
        std::string sealing_key
    )
        : host_(host),
          store_(store),
          index_(models_of(services)),
          parts_{host, identities, table_},
          reader_(host, identities, index_, table_),
          kept_(std::move(sealing_key)),
          slow_(host) {
        for (auto* service : services)
            table_.add(*service);
    }

    net::Handler handler() override {
        return [this](const net::Request& request, net::Respond respond) {
            receive(request, std::move(respond));
        };
    }

    void refuse_growth_when(std::function<std::optional<std::string>()> shortage) override {
        shortage_ = std::move(shortage);
    }

    net::Response overloaded(const net::Request& request) override {
        auto target = index_.find(request, {});
        auto known = target ? std::move(target).value() : Target{};
        Error busy(ErrorCode::unavailable, "too many requests are under way; ask again");
        auto error = aws_error_of(busy);
        if (known.service) error = in_words_of(*known.service, std::move(error));
        return encode_error(known.protocol, known.service, error, random_.uuid());
    }

    void transact(const Principal& as, const std::function<void(Call&)>& decide) override {
        Work work;
        Origin origin;
        auto request_id = random_.uuid();
        OperationCall call(parts_, as, nullptr, origin, request_id, work);
        decide(call);
        commit(std::move(work), [] {});
    }

    void perform_value(
        const Principal& as,
        std::string_view service,
        std::string_view operation,
        const json::Value& input,
        SlowParts::Then then
    ) override {
        auto* entry = table_.find(service, operation);
        if (!entry) return then(not_implemented(service, operation));
        if (auto valid = validate(*entry->service, *entry->model, input); !valid)
            return then(std::move(valid).error());
        // The region's own services must be able to finish what they began, for which the store
        // keeps a reserve of disk space.
        if (as.kind == Principal::Kind::administrator) {
            if (auto refused = refuse_on_full_disk(*entry)) return then(std::move(*refused));
        }
        Origin origin;
        auto finish = [this, then = std::move(then)](Work work, auto answer) mutable {
            commit(std::move(work), [] {});
            then(std::move(answer));
        };
        carry_out(*entry, as, origin, random_.uuid(), input, std::move(finish));
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

    /// Region thread. A retry that arrives while its first attempt is in progress waits in
    /// `under_way_` and runs again afterwards, when it finds the kept answer.
    void run(ReadRequest request, net::Respond respond) {
        auto key = key_of(request);
        if (auto same = under_way_.find(key); same != under_way_.end()) {
            same->second.emplace_back(std::move(request), std::move(respond));
            return;
        }
        auto finish = [this,
                       key,
                       entry = request.entry,
                       request_id = request.request_id,
                       respond = std::move(respond)](Work work, auto answer) mutable {
            auto send =
                [entry, request_id, answer = std::move(answer), respond = std::move(respond)](
                ) mutable { respond(encode(*entry, answer, request_id)); };
            commit(std::move(work), std::move(send));
        };
        if (auto kept = find_kept(key)) {
            // Permissions may have changed since the first attempt.
            if (auto allowed = admit(request); !allowed) kept = std::move(allowed).error();
            return finish(Work{}, std::move(*kept));
        }
        if (auto refused = refuse_on_full_disk(*request.entry))
            return finish(Work{}, std::move(*refused));
        if (!key.empty()) under_way_[key];
        // Errors are not kept: a retry may succeed. On a full disk no answer is kept, because its
        // row would take more space, even for an operation that frees some.
        auto keep = [this, key, finish = std::move(finish)](Work work, auto answer) mutable {
            if (answer.ok() && !key.empty() && !shortage_())
                kept_.keep(work.batch, key, answer.value(), host_.clock().now(), random_);
            finish(std::move(work), std::move(answer));
            ask_again(key);
        };
        carry_out(
            *request.entry,
            request.principal,
            request.origin,
            request.request_id,
            request.input,
            std::move(keep)
        );
    }

    /// Whether the caller is authorized at this time. Region thread.
    Answer<> admit(const ReadRequest& request) {
        Work none;
        OperationCall call(
            parts_,
            request.principal,
            request.entry->service,
            request.origin,
            request.request_id,
            none
        );
        return call.admit(*request.entry, request.input);
    }

    /// Runs the retries that arrived while this attempt was in progress.
    void ask_again(const std::string& key) {
        auto same = under_way_.extract(key);
        if (same.empty()) return;
        for (auto& [request, respond] : same.mapped())
            run(std::move(request), std::move(respond));
    }

    using Then = std::move_only_function<void(Work, Answer<json::Value>)>;
    /// Authorizes and handles. `then` gets the answer and the changes to commit with it, at once or
    /// when a worker has finished. Region thread.
    void carry_out(
        const Entry& entry,
        const Principal& as,
        const Origin& origin,
        const std::string& request_id,
        const json::Value& input,
        Then then
    ) {
        Work work;
        OperationCall call(parts_, as, entry.service, origin, request_id, work);
        if (!entry.operation.begin) {
            auto answer = call.perform(entry, input);
            return then(std::move(work), std::move(answer));
        }
        auto slow = call.begin(entry, input);
        if (!slow) return then(std::move(work), std::move(slow).error());
        // What `begin` recorded does not wait for the worker: a batch must not stay open over other
        // calls. `entry` lives as long as the table, which is constant.
        commit(std::move(work), [] {});
        slow_.run(
            std::move(slow).value(),
            [&entry, then = std::move(then)](Answer<json::Value> answer) mutable {
                if (!answer) answer = in_words_of(*entry.service, std::move(answer).error());
                then(Work{}, std::move(answer));
            }
        );
    }

    /// The error for an operation that a full disk forbids. Must be checked before the handler
    /// changes rows in memory, which are not rolled back.
    std::optional<Answer<json::Value>> refuse_on_full_disk(const Entry& entry) const {
        if (!entry.access->grows()) return std::nullopt;
        auto shortage = shortage_();
        if (!shortage) return std::nullopt;
        Error full(
            ErrorCode::unavailable, *shortage + ". Reading, stopping and deleting still work."
        );
        return Answer<json::Value>(in_words_of(*entry.service, aws_error_of(full)));
    }

    std::optional<Answer<json::Value>> find_kept(const std::string& key) const {
        auto* text = key.empty() ? nullptr : kept_.find(key, host_.clock().now());
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

    /// Commits `work`, then runs `release`. An answer may show rows of earlier batches, so even an
    /// empty batch waits while any batch is not on the disk. `release` runs on the store thread, or
    /// at once on this one if there is nothing to wait for. Region thread.
    void commit(Work work, std::move_only_function<void()> release) {
        auto& home = host_.region_thread();
        if (!work.batch.empty()) host_.note_change();
        auto finish = [&home,
                       settlement = work.batch.take_settlement(),
                       after = std::move(work.after_commit),
                       release = std::move(release)]() mutable {
            release();
            // Settles the rows first, so that `after_commit` tasks find them durable.
            if (!settlement.empty())
                home.post([settlement = std::move(settlement)]() mutable { settlement.settle(); });
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
    std::function<std::optional<std::string>()> shortage_ = [] {
        return std::optional<std::string>();
    };
    // Any thread.
    SystemRandom random_;
    /// Batches that are not on the disk yet. The region thread adds, the store thread subtracts.
    std::atomic<int> undecided_ = 0;
    // Region thread only.
    KeptAnswers kept_;
    SlowParts slow_;
    /// The retries of each attempt in progress, by its key.
    std::map<std::string, std::vector<std::pair<ReadRequest, net::Respond>>> under_way_;
};

}  // namespace

std::unique_ptr<Dispatcher> Dispatcher::create(
    Host& host,
    store::Store& store,
    const Identities& identities,
    const std::vector<Service*>& services,
    std::string sealing_key
) {
    return std::make_unique<RegionDispatcher>(
        host, store, identities, services, std::move(sealing_key)
    );
}

}  // namespace atlas::aws
