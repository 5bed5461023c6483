"""Who holds cases on the first day, and in which team."""

import numpy as np

from workforce_sim.assumptions import Values
from workforce_sim.baseline import Baseline
from workforce_sim.model.engine.randomness import Origin, Purpose, normal, pack_identity
from workforce_sim.model.engine.state import (
    NO_ONE,
    TEAM,
    TEAM_CAPACITY,
    Bytes,
    Floats,
    Ints,
    Stage,
    Status,
    Table,
    table,
)
from workforce_sim.model.first_day.population import priorities, whole_numbers

_P_TEAM_AREA = int(Purpose.TEAM_AREA)
_KINDS = len(Stage)


def choose_holders(
    people: Table, status: Bytes, baseline: Baseline, values: Values, key: tuple[int, int]
) -> Floats:
    """Mark who holds cases, so that their FTE is near the published; shares by council and role.

    Case holders come first, then most agency workers, senior practitioners, and the others. The
    target allows for those who are away and hold none. Returns (councils, 7): the share of FTE
    that holds cases by role, and of agency workers in the last column.
    """
    at_work = np.flatnonzero((status == Status.STAFF) | (status == Status.AGENCY))
    is_agency = status[at_work] == Status.AGENCY
    rank = np.array([6, 5, 4, 2, 0, 5])[people.role[at_work]].astype(np.float64)
    order_in_class = priorities(people, key, at_work)
    main_agency = order_in_class < values["agency.case_holding_share"]
    rank = np.where(is_agency, np.where(main_agency, 1.0, 3.0), rank)
    order = np.lexsort((order_in_class, rank, people.council[at_work]))
    sorted_slots = at_work[order]
    council = people.council[sorted_slots]
    fte = people.fte[sorted_slots]
    running = np.cumsum(fte)
    starts = np.searchsorted(council, council, side="left")
    before = running - fte - (running[starts] - fte[starts])
    target = baseline.case_holders_fte / (1.0 - values["casework.holders_away_share"])
    people.holds[:] = 0
    people.holds[sorted_slots] = (before + fte / 2.0 <= target[council]).astype(np.int64)
    column = np.where(status[sorted_slots] == Status.AGENCY, 6, people.role[sorted_slots])
    total = np.zeros((baseline.count, 7))
    holding = np.zeros((baseline.count, 7))
    np.add.at(total, (council, column), fte)
    np.add.at(holding, (council, column), fte * people.holds[sorted_slots])
    national = holding.sum(axis=0) / np.maximum(total.sum(axis=0), 1e-9)
    return np.where(total > 0.0, holding / np.maximum(total, 1e-9), national)


def make_teams(
    people: Table,
    active: Ints,
    stage_share: Floats,
    weights: Floats,
    values: Values,
    key: tuple[int, int],
) -> tuple[Table, Ints]:
    """Teams per council and kind in proportion to the work, and their case holders."""
    n = active.size
    first_team = np.zeros((n, _KINDS + 1), np.int64)
    size = values["casework.team_size_workers"]
    spread = values["casework.area_imbalance_log_sd"]
    all_holders = np.flatnonzero(people.holds == 1)
    order = np.argsort(people.council[all_holders], kind="stable")
    bounds = np.searchsorted(people.council[all_holders][order], np.arange(n + 1))
    holders = [all_holders[order[bounds[c] : bounds[c + 1]]] for c in range(n)]
    council_of: list[int] = []
    kind_of: list[int] = []
    upper: list[float] = []
    for c in range(n):
        for kind in range(_KINDS):
            first_team[c, kind] = len(council_of)
            if not active[c]:
                continue
            need = stage_share[c] * weights
            wanted = holders[c].size * need[kind] / need.sum() / size
            count = max(1, round(float(wanted)), int(np.ceil(wanted * size / (TEAM_CAPACITY - 20))))
            areas = np.array(
                [
                    np.exp(
                        spread
                        * normal(
                            key, _P_TEAM_AREA, pack_identity(int(Origin.COUNCIL), c, kind, i), 0
                        )
                    )
                    for i in range(count)
                ]
            )
            council_of += [c] * count
            kind_of += [kind] * count
            upper += list(np.cumsum(areas) / areas.sum())
        first_team[c, _KINDS] = len(council_of)
    n_teams = len(council_of)
    teams = table(TEAM, n_teams)
    teams.council[:] = council_of
    teams.kind[:] = kind_of
    teams.upper[:] = upper
    teams.members[:] = NO_ONE
    teams.waiting_head[:] = NO_ONE
    teams.waiting_tail[:] = NO_ONE
    for council in np.flatnonzero(active):
        need = stage_share[council] * weights
        _seat(people, teams, holders[council], first_team[council], need, key)
    return teams, first_team


def _seat(
    people: Table, teams: Table, holders: Ints, first_team: Ints, need: Floats, key: tuple[int, int]
) -> None:
    """Spread a council's case holders over its teams in a keyed order."""
    order = holders[np.argsort(priorities(people, key, holders), kind="stable")]
    counts = whole_numbers(need, order.size)
    position = 0
    for kind in range(_KINDS):
        span = first_team[kind + 1] - first_team[kind]
        for place_in_kind in range(min(int(counts[kind]), span)):
            # Every span-th of the kind's holders sits in the same team.
            seated = order[position + place_in_kind : position + counts[kind] : span]
            team = first_team[kind] + place_in_kind
            people.holds[seated[TEAM_CAPACITY:]] = 0
            seated = seated[:TEAM_CAPACITY]
            teams.members[team, : seated.size] = seated
            teams.n_members[team] = seated.size
            people.team[seated] = team
            people.seat[seated] = np.arange(seated.size)
        position += int(counts[kind])
