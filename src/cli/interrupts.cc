// SPDX-License-Identifier: Apache-2.0
#include "cli/interrupts.h"

#include <cstring>

#include <signal.h>
#include <unistd.h>

#include "cli/exit_code.h"

namespace atlas::cli {
namespace {

volatile sig_atomic_t interrupts = 0;
volatile sig_atomic_t child_group = 0;
const char* volatile first_words = "";

extern "C" void note_interrupt(int) {
    interrupts = interrupts + 1;
    if (child_group > 0) ::kill(-child_group, SIGINT);
    if (interrupts > 1) ::_exit(interrupted);
    [[maybe_unused]] auto written = ::write(STDERR_FILENO, first_words, std::strlen(first_words));
}

}  // namespace

void note_interrupts(const char* said) {
    first_words = said;
    struct sigaction action{};
    action.sa_handler = note_interrupt;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

bool was_interrupted() {
    return interrupts > 0;
}

void pass_interrupts_to(int process_group) {
    child_group = process_group;
}

}  // namespace atlas::cli
