// SPDX-License-Identifier: Apache-2.0
#include "broker/server/reply.h"

#include "broker/server/connection.h"

namespace atlas::broker {

Reply::~Reply() {
    close();
}

std::shared_ptr<Connection> Reply::take() {
    auto connection = connection_.lock();
    connection_.reset();
    return connection;
}

void Reply::send(std::string frame) {
    if (auto connection = take()) connection->finish(sequence_, std::move(frame), false);
}

void Reply::send_last(std::string frame) {
    if (auto connection = take()) connection->finish(sequence_, std::move(frame), true);
}

void Reply::skip() {
    if (auto connection = take()) connection->finish(sequence_, {}, false);
}

void Reply::close() {
    if (auto connection = take()) connection->finish(sequence_, {}, true);
}

}  // namespace atlas::broker
