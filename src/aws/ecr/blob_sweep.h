// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ecr/state.h"
#include "aws/wire/reconcile_loop.h"

namespace atlas::aws::ecr {

/// Removes blobs that no image refers to, by Blobs::sweep with the references of all image rows. It
/// sweeps when the region starts, after images were removed, and when the grace of a blob that it
/// had to leave has ended. It waits until all image rows are on the disk, so a crash cannot bring
/// back an image whose blobs are gone. A failed sweep is repeated with back-off. Owned by the
/// service. Region thread only; a worker does the disk's part.
class BlobSweep {
public:
    /// Both outlive the sweep.
    BlobSweep(Host& host, const State& state);
    /// Sweeps soon; to be called after images were removed.
    void wake();
    /// Sweeps after `delay`, unless a sweep is scheduled; to be called when a client uploads blobs
    /// that it may never push an image for.
    void wake_after(registry::BlobUse::Duration delay);

private:
    void step(ReconcileLoop::Done done);
    void run(store::Durable durable, ReconcileLoop::Done done);
    void ended(Result<registry::Blobs::Swept> swept, ReconcileLoop::Done done);

    // Constant after construction.
    Host& host_;
    const State& state_;
    // Region thread only.
    bool expected_ = false;  // wake_after's timer runs
    ReconcileLoop loop_;     // with a single key
    Lifetime life_;
};

}  // namespace atlas::aws::ecr
