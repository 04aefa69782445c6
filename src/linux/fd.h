// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

namespace atlas::linux {

/// Owns one file descriptor and closes it. Movable; -1 means none. One thread at a time.
class Fd {
public:
    Fd() = default;
    explicit Fd(int number) : number_(number) {}
    Fd(Fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        if (this != &other) {
            close();
            number_ = std::exchange(other.number_, -1);
        }
        return *this;
    }
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    ~Fd() { close(); }

    int number() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }
    /// Gives up ownership: the caller closes the descriptor.
    int release() { return std::exchange(number_, -1); }
    void close();

private:
    int number_ = -1;
};

}  // namespace atlas::linux
