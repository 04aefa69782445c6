// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "broker/handlers/broker.h"
#include "broker/handlers/sasl_exchange.h"
#include "broker/server/session.h"

namespace atlas::broker {

/// Kafka's protocol on one connection: reads each frame's header and passes the request to its
/// handler. Closes the connection on a request that is not allowed before authentication. Owned by
/// its connection. Loop thread only.
class KafkaSession final : public Session {
public:
    KafkaSession(Broker& broker, Endpoint endpoint, std::string peer);

    void on_frame(std::string frame, Reply reply) override;
    /// Small before authentication, so that strangers cannot make the broker buffer much.
    std::size_t frame_bytes_max() const override;
    bool established() const override { return sasl_.known(); }

private:
    /// Whether the state of authentication allows a request of this API.
    bool is_admitted(std::int16_t key) const;

    Broker& broker_;
    Endpoint endpoint_;
    std::string peer_;
    SaslExchange sasl_;
};

}  // namespace atlas::broker
