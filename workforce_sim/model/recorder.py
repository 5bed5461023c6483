"""What a replication leaves behind: yearly and monthly components, money, and conservation."""

import numpy as np

from workforce_sim.measures.catalogue import (
    AS_IT_HAPPENS,
    AT_CENSUS,
    AT_MONTH_END,
    YEARLY,
    components,
)
from workforce_sim.measures.record import ReplicationRecord
from workforce_sim.model.careers.headcount import count_destinations, count_people
from workforce_sim.model.census import (
    CASE_LAWS,
    CASELOAD_BINS,
    WORKERS_BINS,
    check_cases,
    close_absences,
    count_cases,
    count_month,
)
from workforce_sim.model.engine.compiled import quick
from workforce_sim.model.engine.state import Floats, Ints, Status, begin_year, table
from workforce_sim.model.engine.tallies import CENSUS, MONTH, by_measure
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
        self._yearly = {name: np.full((self._years.size, n), np.nan) for name in components(YEARLY)}
        self._monthly = {name: np.zeros((calendar.months + 1, n)) for name in AT_MONTH_END}
        self._month = table(MONTH, n)
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
        _count_month(world.state, world.market, world.now, self._month)
        for name, values in by_measure(self._month, AT_MONTH_END).items():
            self._monthly[name][month] = values

    def census(self, world: World, period: int) -> None:
        """Count what DfE counts, check conservation, and start the new year's counts."""
        state, now, councils = world.state, world.now, world.state.councils
        _close_absences(state, world.setup.cases, now)
        waiting = np.bincount(
            state.teams.council, weights=state.teams.waiting, minlength=world.active.size
        )
        counted = table(CENSUS, world.active.size)
        _count_people(state, now, counted)
        count_destinations(state, counted)
        counted.cases[:] = councils.n_cases
        counted.posts_fte[:] = councils.posts.sum(axis=1)
        counted.vacancy_fte[:] = vacancy(world)
        counted.agency_cover_fte[:] = agency_cover(
            world.setup.agency, counted.agency_fte, counted.vacancy_fte
        )
        counted.waiting_cases[:] = waiting
        counted.spend_gbp[:] = world.accounts.paid_in(period - 1)
        # Those who wait on have waited until today; next year's count begins today.
        councils.waiting_days[:] += waiting * now
        distributions = _count_cases(state, now)
        sums = by_measure(counted, AT_CENSUS) | by_measure(councils, AS_IT_HAPPENS)
        self._check(world, sums, first=period == 0)
        for name, values in sums.items():
            if not (period == 0 and YEARLY[name].flow):
                self._yearly[name][period] = values
        for name, bins in distributions._asdict().items():
            self._histograms[name][period] = bins
        self._events += float(councils.events.sum())
        self._heads_before = sums["inpost_headcount"]
        self._cases_before = sums["cases"]
        begin_year(councils)
        councils.waiting_days[:] = -waiting * now

    def _check(self, world: World, sums: dict[str, Floats], *, first: bool) -> None:
        state = world.state
        for law, residual in zip(CASE_LAWS, _check_cases(state), strict=True):
            self._worst(law, residual)
        wholes = np.array([values.sum() for values in sums.values()])
        self._worst(_NUMBERS, np.where(np.isfinite(wholes), 0.0, np.nan))
        posts = sums["posts_fte"]
        filled = sums["inpost_fte"]
        above = np.maximum(filled - posts, 0.0)
        gap = np.abs(posts - (filled + sums["vacancy_fte"] - above)) * (world.active == 1)
        self._worst("posts = filled + vacant - above establishment", gap)
        staff = state.status == Status.STAFF
        heads = np.zeros(world.active.size)
        np.add.at(heads, state.people.council[staff], 1.0)
        if first:
            return
        self._worst(_MONEY_OF_YEARS, world.accounts.unexplained())
        flow = state.councils.cases_opened - sums["cases_ended"]
        self._worst(
            "cases: before + opened - closed",
            np.abs(self._cases_before + flow - sums["cases"]),
        )
        expected = self._heads_before + sums["starters_headcount"] - sums["leavers_headcount"]
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
        yearly = {name: rows[:, self._scope] for name, rows in self._yearly.items()}
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
            monthly={name: rows[:, self._scope] for name, rows in self._monthly.items()},
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
