// SPDX-License-Identifier: Apache-2.0
// usage: read_log DIRECTORY TOPIC
// Opens a log directory that Apache Kafka left behind with our own code and prints what it finds:
// for each partition of the topic its offsets, batches, CRC-32C over all batches, compression seen
// and producers.
#include <cstdio>
#include <set>
#include <string>

#include "broker/log/crc32c.h"
#include "broker/log/log.h"
#include "broker/log/record_batch.h"

namespace {

using namespace atlas;
using namespace atlas::broker;

int print_partition(Partition& partition) {
    std::uint32_t crc = 0;
    std::size_t batches = 0;
    std::set<int> codecs;
    auto offset = partition.log_start_offset();
    while (offset < partition.high_watermark()) {
        auto outcome = partition.read(offset, 100'000, true);
        if (outcome.code != KafkaCode::none || outcome.records.empty()) {
            std::printf("%d: cannot be read at %ld\n", partition.number(), offset);
            return 1;
        }
        crc = crc32c(outcome.records, crc);
        for (std::string_view rest = outcome.records; !rest.empty(); ++batches) {
            auto header = parse_batch_header(rest);
            codecs.insert(header->attributes & 7);
            offset = header->next_offset();
            rest.remove_prefix(header->size_bytes());
        }
    }
    std::printf(
        "partition %d start %ld end %ld batches %zu crc %08x producers %zu codecs",
        partition.number(),
        partition.log_start_offset(),
        partition.log_end_offset(),
        batches,
        crc,
        partition.producers().size()
    );
    for (int codec : codecs)
        std::printf(" %d", codec);
    std::printf(" failure '%s'\n", partition.failure().c_str());
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) return 2;
    linux::SystemFileSystem files;
    SystemClock clock;
    LogSettings settings;
    settings.directory = arguments[1];
    settings.threads = false;
    auto log = Log::open(settings, files, clock, [](auto&, auto) { return PartitionSettings{}; });
    if (!log.ok()) {
        std::printf("%s\n", log.error().message().c_str());
        return 1;
    }
    int failed = 0;
    for (const auto& partition : log.value()->partitions()) {
        if (partition->topic() == arguments[2]) failed |= print_partition(*partition);
    }
    return failed;
}
