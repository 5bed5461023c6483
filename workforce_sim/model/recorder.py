"""What a replication leaves behind: yearly and monthly components, money, and conservation."""

import numpy as np

from workforce_sim.measures.record import ReplicationRecord
from workforce_sim.model.census import (
    CASE_LAWS,
    CASELOAD_BINS,
    COLUMNS,
    MONTHLY,
    WORKERS_BINS,
    casework_of_year,
    check_cases,
    close_absences,
    count_cases,
    count_month,
    count_people,
    leavers_of_year,
)
from workforce_sim.model.engine.compiled import quick
from workforce_sim.model.engine.state import CouncilCount, Floats, Ints, Status
from workforce_sim.model.market.agency import AgencyRules
from workforce_sim.model.month.accounts import apart
from workforce_sim.model.month.world import World

_count_month = quick(count_month)
_close_absences = quick(close_absences)
_count_people = quick(count_people)
_count_cases = quick(count_cases)
_check_cases = quick(check_cases)
_NUMBERS = "every count is a number"
_MONEY_OF_YEARS = "money: ledger = paid, by council and financial year"
_MONEY_OF_RECORD = "money: ledger = spend, by council, in what is handed over"
_HISTOGRAMS = {
    "caseload_full_time": CASELOAD_BINS,
    "workers_met": WORKERS_BINS,
    "workers_met_looked_after": WORKERS_BINS,
}


class Recorder:
    """Collects the records of one run at its censuses and month ends."""

    def __init__(self, world: World, scope: Ints) -> None:
        self._scope = np.flatnonzero(scope)
        calendar = world.calendar
        first = world.baseline.base_year
        self._years = np.arange(first, calendar.end_year + 1, dtype=np.int64)
        n = world.active.size
        self._yearly: dict[str, Floats] = {}
        self._month_rows = np.zeros((calendar.months + 1, len(MONTHLY), n))
        self._histograms = {
            name: np.zeros((self._years.size, bins)) for name, bins in _HISTOGRAMS.items()
        }
        self._checks = dict.fromkeys(
            (
                *CASE_LAWS,
                _NUMBERS,
                "people in post: before + starters - leavers + changes of hours",
                "cases: before + opened - closed",
                "posts = filled + vacant - above establishment",
                _MONEY_OF_YEARS,
                _MONEY_OF_RECORD,
            ),
            0.0,
        )
        self._heads_before = np.zeros(n)
        self._cases_before = np.zeros(n)
        self._events = 0.0

    def month_end(self, world: World, month: int) -> None:
        """Count the monthly series."""
        _count_month(world.state, world.market, world.now, self._month_rows[month])

    def census(self, world: World, period: int) -> None:
        """Count what DfE counts, check conservation, and start the new year's counts."""
        state, now = world.state, world.now
        _close_absences(state, world.setup.cases, now)
        first = period == 0
        people = _count_people(state, now)
        children = _count_cases(state, now, True)
        waiting = np.bincount(
            state.teams.council, weights=state.teams.waiting, minlength=world.active.size
        )
        # Those who wait on have waited until today; next year's count begins today.
        state.councils.counts[:, CouncilCount.WAITING_DAYS] += waiting * now
        components = {name: people[:, i].copy() for i, name in enumerate(COLUMNS)}
        components |= leavers_of_year(state)
        components |= casework_of_year(state, children)
        components["cases"] = state.councils.n_cases.astype(np.float64)
        components["vacancy_fte"] = vacancy(world)
        components["posts_fte"] = state.councils.posts.sum(axis=1)
        components["agency_cover_fte"] = agency_cover(
            world.setup.agency, components["agency_fte"], components["vacancy_fte"]
        )
        components["waiting_cases"] = waiting.astype(np.float64)
        components["spend_gbp"] = world.accounts.paid_in(period - 1)
        self._check(world, components, first)
        for name, values in components.items():
            if first:
                self._yearly[name] = np.full((self._years.size, values.size), np.nan)
            if not (first and is_flow(name)):
                self._yearly[name][period] = values
        for name, values in (
            ("caseload_full_time", children.caseload_full_time),
            ("workers_met", children.workers_met),
            ("workers_met_looked_after", children.workers_met_looked_after),
        ):
            self._histograms[name][period] = values
        self._events += float(state.councils.counts[:, CouncilCount.EVENTS].sum())
        self._heads_before = components["inpost_headcount"]
        self._cases_before = components["cases"]
        state.councils.counts[:] = 0.0
        state.councils.counts[:, CouncilCount.WAITING_DAYS] = -waiting * now
        state.councils.leavers[:] = 0.0
        state.councils.leavers_headcount[:] = 0.0

    def _check(self, world: World, components: dict[str, Floats], first: bool) -> None:
        state = world.state
        for law, residual in zip(CASE_LAWS, _check_cases(state), strict=True):
            self._worst(law, residual)
        sums = np.array([values.sum() for values in components.values()])
        self._worst(_NUMBERS, np.where(np.isfinite(sums), 0.0, np.nan))
        posts = components["posts_fte"]
        filled = components["inpost_fte"]
        above = np.maximum(filled - posts, 0.0)
        gap = np.abs(posts - (filled + components["vacancy_fte"] - above)) * (world.active == 1)
        self._worst("posts = filled + vacant - above establishment", gap)
        staff = state.status == Status.STAFF
        heads = np.zeros(world.active.size)
        np.add.at(heads, state.people.council[staff], 1.0)
        if first:
            return
        self._worst(_MONEY_OF_YEARS, world.accounts.unexplained())
        counts = state.councils.counts
        flow = counts[:, CouncilCount.CASES_OPENED] - counts[:, CouncilCount.CASES_CLOSED]
        self._worst(
            "cases: before + opened - closed",
            np.abs(self._cases_before + flow - components["cases"]),
        )
        expected = (
            self._heads_before + components["starters_headcount"] - components["leavers_headcount"]
        )
        self._worst(
            "people in post: before + starters - leavers + changes of hours",
            np.abs(expected - heads),
        )

    def _worst(self, law: str, residuals: Floats) -> None:
        """Keep the largest residual of a law; one that is no number stays, and breaks it."""
        self._checks[law] = float(np.maximum(self._checks[law], np.max(residuals)))

    def record(self, world: World, replication: int) -> ReplicationRecord:
        """Everything collected, in the form that the measures read."""
        base = np.datetime64(f"{world.baseline.base_year}-09", "M")
        yearly = {name: table[:, self._scope] for name, table in self._yearly.items()}
        lines = sorted(world.accounts.ledger.items())
        ledger = {line: amounts[:, :, self._scope] for line, amounts in lines}
        spent = yearly["spend_gbp"][1:].sum(axis=0)
        posted = sum((gbp.sum(axis=0) for gbp, _ in ledger.values()), np.zeros_like(spent))
        self._worst(_MONEY_OF_RECORD, apart(posted, spent))
        return ReplicationRecord(
            replication=replication,
            years=self._years,
            months=base + np.arange(world.calendar.months + 1),
            yearly=yearly,
            monthly={
                name: self._month_rows[:, row, self._scope] for row, name in enumerate(MONTHLY)
            },
            ledger=ledger,
            histograms=self._histograms,
            events=int(self._events),
            checks=self._checks,
            assumptions=tuple(sorted(world.values.used)),
        )


def vacancy(world: World) -> Floats:
    """Vacant FTE per council: funded posts without a permanent holder."""
    councils = world.state.councils
    gap = councils.posts.sum(axis=1) - councils.filled.sum(axis=1)
    return np.asarray(np.maximum(gap, 0.0))


def agency_cover(rules: AgencyRules, agency_fte: Floats, vacancy_fte: Floats) -> Floats:
    """Agency FTE that covers vacancies: all but what a council uses beyond its vacancies."""
    return np.asarray(np.minimum(np.maximum(agency_fte - rules.surplus, 0.0), vacancy_fte))


def is_flow(name: str) -> bool:
    """Whether a component counts what happened in the year, not what there is at the census."""
    return name.startswith(
        (
            "leavers",
            "starters",
            "working_days",
            "handovers",
            "cases_ended",
            "children_",
            "waiting_days",
            "filled_vacancy",
            "vacancies_filled",
            "ended_",
            "spend",
        )
    )
