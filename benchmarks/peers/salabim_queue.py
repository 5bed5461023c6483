"""The waiting list as salabim components, with monitors off where they can be.

A component is used again for a later child, because salabim takes about a millisecond to make one.
"""

import salabim

from benchmarks.waiting_list import Outcome, Referral, Workload


def live(workload: Workload, coming: list[Referral]) -> Outcome:
    """Live all days."""
    salabim.yieldless(False)
    env = salabim.Environment(trace=False)
    places = salabim.Resource("places", capacity=workload.capacity, monitor=False)
    referred = ended = 0
    waited = 0.0
    resting: list[salabim.Component] = []

    class Child(salabim.Component):  # type: ignore[misc]
        def setup(self) -> None:
            self.length = 0.0
            self.status.monitor(False)
            self.mode.monitor(False)

        def process(self):  # type: ignore[no-untyped-def]
            nonlocal ended, waited
            while True:
                arrived = env.now()
                yield self.request(places)
                waited += env.now() - arrived
                yield self.hold(self.length)
                self.release(places)
                ended += 1
                resting.append(self)
                yield self.passivate()

    class Source(salabim.Component):  # type: ignore[misc]
        def process(self):  # type: ignore[no-untyped-def]
            nonlocal referred
            for one in coming:
                yield self.hold(one.gap)
                referred += 1
                child = resting.pop() if resting else Child(process=None)
                child.length = one.length
                child.activate(process="process")

    Source()
    env.run(till=workload.days)
    return Outcome(referred, ended, waited)
