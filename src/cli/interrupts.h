// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace atlas::cli {

/// Handles SIGINT and SIGTERM from now on: the first one is recorded, prints `said` (a literal) to
/// stderr and is passed to the running child; the second one ends this process with exit code 130.
void note_interrupts(const char* said);
/// Whether there was an interrupt.
bool was_interrupted();
/// Readable after an interrupt, for use with poll; -1 before note_interrupts.
int interrupt_descriptor();

/// Sets the process group that gets interrupts; 0 = none.
void pass_interrupts_to(int process_group);

}  // namespace atlas::cli
