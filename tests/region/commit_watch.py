# SPDX-License-Identifier: Apache-2.0
"""Tells when a region writes its store: between that and the answer is where a kill hurts most."""
import ctypes
import os
import select

IN_MODIFY = 2


class CommitWatch:
    """Watches the journal of the store in a region's home. Use it by `with`."""

    def __init__(self, home):
        libc = ctypes.CDLL(None, use_errno=True)
        self.descriptor = libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
        if self.descriptor < 0 or libc.inotify_add_watch(self.descriptor, bytes(home / "store.db-wal"), IN_MODIFY) < 0:
            raise OSError(ctypes.get_errno(), f"the journal in {home} cannot be watched")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.descriptor)

    def wait(self, within_s):
        """Returns at the next write, True, or when the time is over, False."""
        return bool(select.select([self.descriptor], [], [], within_s)[0])
