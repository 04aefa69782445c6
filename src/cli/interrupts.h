// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace atlas::cli {

/// From now on SIGINT and SIGTERM are noted, answered at once with `said` (a literal) on stderr and
/// passed on to the child that runs; a second one ends us, with exit code 130.
void note_interrupts(const char* said);
bool was_interrupted();
/// Readable once an interrupt was noted, for who waits for something else; -1 where none are noted.
int interrupt_descriptor();

/// The process group that interrupts are passed on to; 0 = none.
void pass_interrupts_to(int process_group);

}  // namespace atlas::cli
