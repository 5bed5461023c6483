"""The waiting list as SimPy processes."""

import simpy

from benchmarks.waiting_list import Outcome, Referral, Workload


def live(workload: Workload, coming: list[Referral]) -> Outcome:
    """Live all days."""
    env = simpy.Environment()
    places = simpy.Resource(env, capacity=workload.capacity)
    referred = ended = 0
    waited = 0.0

    def child(length: float):  # type: ignore[no-untyped-def]
        nonlocal ended, waited
        arrived = env.now
        with places.request() as place:
            yield place
            waited += env.now - arrived
            yield env.timeout(length)
        ended += 1

    def source():  # type: ignore[no-untyped-def]
        nonlocal referred
        for one in coming:
            yield env.timeout(one.gap)
            referred += 1
            env.process(child(one.length))

    env.process(source())
    env.run(until=workload.days)
    return Outcome(referred, ended, waited)
