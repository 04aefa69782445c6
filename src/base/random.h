// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace atlas {

/// The source of random bytes. It is injected so that tests can seed it.
class Random {
public:
    virtual ~Random() = default;
    virtual std::string bytes(std::size_t count) = 0;

    /// `count` lower-case hexadecimal digits.
    std::string hex(std::size_t count);
    /// `count` characters of `alphabet` (1 to 256 of them), each equally likely.
    std::string text(std::size_t count, std::string_view alphabet);
    /// A random UUID (version 4, RFC 9562) in the form 8-4-4-4-12, lower case.
    std::string uuid();
};

/// The kernel's getrandom(2), fit for keys and secrets. Any thread.
class SystemRandom final : public Random {
public:
    std::string bytes(std::size_t count) override;
};

/// For tests and simulations: yields the same sequence for the same seed. One thread.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    std::string bytes(std::size_t count) override;

private:
    std::mt19937_64 engine_;
};

}  // namespace atlas
