// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ecr/state.h"
#include "aws/wire/reconcile_loop.h"

namespace atlas::aws::ecr {

/// Lets blobs go that no image refers to: by a sweep over the rows as they are on the disk, at the
/// region's start, after images were removed, and when the grace of a blob ends that was left. A
/// sweep that fails comes again. Region thread only; the disk is a worker's.
class BlobSweep {
public:
    BlobSweep(Host& host, const State& state);
    /// Images are no more, or may be.
    void wake();
    /// Blobs come that no image may ever refer to: they are looked at after `delay`.
    void wake_after(registry::BlobUse::Duration delay);

private:
    void step(ReconcileLoop::Done done);
    void run(store::Durable durable, ReconcileLoop::Done done);
    void ended(Result<registry::Blobs::Swept> swept, ReconcileLoop::Done done);

    Host& host_;
    const State& state_;
    bool expected_ = false;  // a timer runs
    ReconcileLoop loop_;
    Lifetime life_;
};

}  // namespace atlas::aws::ecr
