"""The waiting list as a Ciw network of one node."""

import ciw

from benchmarks.waiting_list import Outcome, Referral, Workload


def live(workload: Workload, coming: list[Referral]) -> Outcome:
    """Live all days."""
    lengths = [one.length for one in coming]

    class Length(ciw.dists.Distribution):  # type: ignore[misc]
        def sample(self, t=None, ind=None):  # type: ignore[no-untyped-def]
            return lengths[ind.id_number - 1]

    network = ciw.create_network(
        arrival_distributions=[
            ciw.dists.Sequential([*(one.gap for one in coming), 2.0 * workload.days])
        ],
        service_distributions=[Length()],
        number_of_servers=[workload.capacity],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(workload.days)
    records = simulation.get_all_records()
    still_here = simulation.nodes[1].all_individuals
    waited = sum(record.waiting_time for record in records)
    waited += sum(one.service_start_date - one.arrival_date for one in still_here if one.server)
    return Outcome(len(records) + len(still_here), len(records), waited)
