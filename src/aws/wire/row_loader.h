// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "aws/wire/dispatcher.h"
#include "aws/wire/service.h"
#include "store/store.h"

namespace atlas::aws {

/// Gives the rows of a store back to those who keep them: the tables of the services, and the
/// dispatcher with its kept answers. Used once, at the start of a region. One thread.
class RowLoader {
public:
    RowLoader(Dispatcher& dispatcher, const std::vector<Service*>& services);
    /// not_found: no service has the row's table. Other errors: the row cannot be read.
    Result<> load(const store::Row& row);

private:
    Dispatcher& dispatcher_;
    std::map<std::string, store::AnyTable*, std::less<>> tables_;
};

}  // namespace atlas::aws
