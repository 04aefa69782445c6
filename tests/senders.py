# SPDX-License-Identifier: Apache-2.0
"""Clients that send for as long as a `with` block lasts."""
import threading


class Senders:
    """So many threads, each of which calls `send` over and over. What they note they note under `lock`. The end of the
    block lets each finish what it is at; `stopping` can be set sooner."""

    def __init__(self, count):
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.run, args=(number,), daemon=True) for number in range(count)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def run(self, sender):
        own = self.begin(sender)
        while not self.stopping.is_set():
            self.send(own)
        self.end(own)

    def begin(self, sender):
        """What one sender, by its number, keeps from one `send` to the next."""
        return sender

    def send(self, own):
        raise NotImplementedError

    def end(self, own):
        pass
