// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/row_loader.h"

#include <utility>

#include "base/check.h"

namespace atlas::aws {

RowLoader::RowLoader(Dispatcher& dispatcher, const std::vector<Service*>& services)
    : dispatcher_(dispatcher) {
    for (auto* service : services) {
        for (auto* table : service->tables()) {
            const bool own = table->name().starts_with(std::string(service->model().name) + ".");
            ATLAS_CHECK(own, "a table is named for its service");
            const bool added = tables_.emplace(table->name(), table).second;
            ATLAS_CHECK(added, "two tables have different names");
        }
    }
}

Result<> RowLoader::load(const store::Row& row) {
    Result<> loaded;
    if (row.table.starts_with("wire.")) {
        loaded = dispatcher_.load(row);
    } else if (auto found = tables_.find(row.table); found != tables_.end()) {
        loaded = found->second->load(row.key, row.value);
    } else {
        return Error(ErrorCode::not_found, "no service has the table " + row.table);
    }
    return std::move(loaded).during("load " + row.table + " " + row.key);
}

}  // namespace atlas::aws
