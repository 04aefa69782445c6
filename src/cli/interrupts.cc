// SPDX-License-Identifier: Apache-2.0
#include "cli/interrupts.h"

#include <csignal>
#include <cstdint>
#include <cstring>

#include <sys/eventfd.h>
#include <unistd.h>

#include "cli/exit_code.h"

namespace atlas::cli {
namespace {

volatile sig_atomic_t interrupts = 0;
volatile sig_atomic_t child_group = 0;
const char* volatile first_words = "";
int wake = -1;  // eventfd; set before the handler is installed, never closed

extern "C" void note_interrupt(int) {
    interrupts = interrupts + 1;
    if (child_group > 0) ::kill(-child_group, SIGINT);
    if (interrupts > 1) ::_exit(interrupted);
    [[maybe_unused]] auto written = ::write(STDERR_FILENO, first_words, std::strlen(first_words));
    const std::uint64_t one = 1;
    written = ::write(wake, &one, sizeof one);
}

}  // namespace

void note_interrupts(const char* said) {
    first_words = said;
    if (wake < 0) wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct sigaction action{};
    action.sa_handler = note_interrupt;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

bool was_interrupted() {
    return interrupts > 0;
}

int interrupt_descriptor() {
    return wake;
}

void pass_interrupts_to(int process_group) {
    child_group = process_group;
}

}  // namespace atlas::cli
