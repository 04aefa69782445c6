// SPDX-License-Identifier: Apache-2.0
// A stranger's Authorization header (the first line), the write keys of the service and the answer
// of the task's credentials endpoint (the rest): no stranger's header is a key.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "events-ingestion/task_credentials.h"
#include "events-ingestion/write_keys.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    using namespace atlas::ingestion;
    static const auto keys =
        WriteKeys::parse(R"([{"id":"web","key":"a key that nobody has"}])").value();
    const std::string_view text(reinterpret_cast<const char*>(bytes), count);
    const auto end = std::min(text.find('\n'), text.size());
    const auto header = text.substr(0, end);
    const auto document = text.substr(std::min(end + 1, text.size()));
    ATLAS_CHECK(!keys.find(header), "no stranger has a key");
    if (auto parsed = WriteKeys::parse(document)) {
        ATLAS_CHECK(parsed.value().size() > 0, "keys are not none");
        (void)parsed.value().find(header);
        ATLAS_CHECK(!parsed.value().find(""), "no header is no key");
    }
    if (auto credentials = parse_task_credentials(document))
        ATLAS_CHECK(!credentials.value().secret_access_key.empty(), "credentials are whole");
    return 0;
}
