"""Two implementations of every rule, written apart, agree on proposals told in part."""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice
from random import Random
from typing import Any

import pytest
from pydantic import ValidationError

from rules.assessment import assess
from rules.catalogue import packaged_catalogue
from rules.outcome import Outcome
from rules.proposal import Proposal, Role
from tests.rules.second_evaluator import contradicts_itself, second_opinion, second_overall

COMPARED = 10_000
REFUSALS_COMPARED = 2_000
LEAST_OF_EACH = 25
SEED = 20260630
DAYS = (date(2026, 3, 31), date(2026, 5, 1), date(2026, 6, 30), date(2026, 7, 1))
DAYS_BY_WEIGHT = (1, 9, 9, 9)

TEXTS = ("racks from Ohio", "by licence", "None yet, but planned", "none", "None", " ", "")
COUNTRIES = ("US", "US", "US", "KR", "Netherlands", "TW", "CN", "Hong Kong", "Macau", "RU", "CU")
MORE_COUNTRIES = (*COUNTRIES, "IR", "KP", "Venezuela", "Syria", "Belarus", "Kenya", "PRC")
COMPANIES = ("Acme Compute", "Birch Data", "Élan Robotics", "Hana Systems", "Hana Systems GmbH")
HOLDINGS = ("Orient Fund", "Tulip Holding")
SERVICE_COMPANIES = ("Dell Ray Labels", "Volga Scan", "Tern Apps")
PERCENTS = ("0", "0.1", "10", "20", "30", "49.99", "50", "50.01", "51", "60", "90", "100")
AMOUNTS = ("0", "49", "50", "51", "100", "50.99", "51.01", "100.5", "900")
MARKETS = (
    *("Afghanistan", "Belarus", "Burma", "Central African Republic", "China", "DR Congo", "Cuba"),
    *("Eritrea", "Haiti", "Iran", "Iraq", "North Korea", "Lebanon", "Libya", "Nicaragua", "Russia"),
    *("Somalia", "South Sudan", "Sudan", "Syria", "Venezuela", "Zimbabwe", "Macao", "Myanmar"),
    *("Hong Kong SAR", "Kenya", "Vietnam", "Cambodia", "Taiwan", "South Korea", "Congo"),
    *("ASEAN", "European Union", "global", "worldwide", "Freedonia", "Oz", "Old Kenya"),
)
PORTALS = (
    *("AIexports.gov", "through AIexports.gov", "through the portal AIexports.gov"),
    *("https://aiexports.gov", "via the AIexports.gov website", "by post", "e-mail", "none", ""),
    *("by post, not through AIexports.gov", "aiexports.com", "AIexports.gov.example.com"),
)
ENDINGS = ("", "", "", ", Inc.", " LLC")


class Teller:
    """Tells random proposals, some nearly in full and some hardly at all.

    What is stated of a company, other than of a member, is the same wherever it is stated, and
    how much of it is stated differs from place to place.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 (a test that can be repeated, not a secret)
        self.candor = 0.5
        self.known_owners: dict[str, dict[str, Any]] = {}

    def proposal(self) -> dict[str, Any]:
        self.candor = self.random.choice((0.15, 0.35, 0.5, 0.65, 0.85, 0.97))
        self.known_owners = {}
        for name in (*COMPANIES, *HOLDINGS):
            self.known_owners[name] = {
                "country": self.one(COUNTRIES),
                "owners": self.several(2, self.owner, 1),
            }
        return self.told(
            track=self.one(("pre_set", "on_demand")),
            industry_led=self.one((True, False)),
            submitted_by=self.mentioned(self.one((*COMPANIES[:3], "Stranger"))),
            filed_on=self.one(("2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01")),
            filed_through=self.one(PORTALS),
            members=self.named(COMPANIES, 4, self.member),
            layers=self.layers(),
            markets=self.named(MARKETS, 3, self.market),
            service_providers=self.named((*SERVICE_COMPANIES, *COMPANIES[2:4]), 2, self.provider),
            business_model=self.told(build=self.names(), own=self.names(), operate=self.names()),
            support_requested=self.several(
                3, lambda: self.told(agency="EXIM", tool=self.text(), purpose=self.text())
            ),
            compliance=self.texts("export_controls", "outbound_investment", "end_users"),
            security_posture=self.texts("export_control", "end_use", "cybersecurity", "other"),
            confidential_parts=self.one(([], ["prices"])),
        )

    def one(self, choices: Any) -> Any:
        return self.random.choice(choices)

    def told(self, **facts: Any) -> dict[str, Any]:
        """Keep some of the facts; the others are not stated."""
        return {name: fact for name, fact in facts.items() if self.random.random() < self.candor}

    def several(self, most: int, tell: Any, *about: Any) -> list[Any]:
        return [tell(*about) for _ in range(self.random.randint(0, most))]

    def named(self, names: tuple[str, ...], most: int, tell: Any) -> list[dict[str, Any]]:
        chosen = self.random.sample(names, self.random.randint(0, most))
        return [{"name": name} | tell() for name in chosen]

    def names(self) -> list[str]:
        return self.random.sample(COMPANIES, self.random.randint(0, 2))

    def spelled(self, name: str) -> str:
        """Write a company's name in one of the ways in which it is the same name."""
        return str(self.one((name, name, name.upper(), name.replace("É", "E"), f"{name}.")))

    def mentioned(self, name: str) -> str:
        """Write a company's name with or without a legal form, where it is only mentioned."""
        return f"{name}{self.one(ENDINGS)}"

    def text(self) -> str:
        return str(self.one(TEXTS))

    def texts(self, *names: str) -> dict[str, str]:
        return self.told(**{name: self.text() for name in names})

    def member(self) -> dict[str, Any]:
        home = self.one(COUNTRIES)
        return self.told(
            roles=self.random.sample(list(Role), self.random.randint(0, 3)),
            headquarters=self.one((home, home, home, self.one(COUNTRIES))),
            incorporated_in=home,
            principal_place_of_business=self.one((home, home, self.one(COUNTRIES))),
            owners=self.several(3, self.owner, 3),
            controlled_from=self.one(("none", "none", "none", "US", "China")),
        )

    def owner(self, depth: int) -> dict[str, Any]:
        name = self.one((*COMPANIES, *HOLDINGS, *["A fund"] * 6))
        known = self.known_owners.get(name) or {
            "country": self.one(COUNTRIES),
            "owners": self.several(2, self.owner, depth - 1) if depth > 1 else [],
        }
        facts = self.told(
            name=self.spelled(name) if name in self.known_owners else None,
            percent=self.one(PERCENTS[: self.one((5, 8, 12))]),
            control=self.one((True, False, False, False)),
            **known,
        )
        return {fact: value for fact, value in facts.items() if value is not None}

    def layers(self) -> dict[str, Any]:
        parts: dict[str, dict[str, Any]] = {
            "hardware": {
                "manufacture": self.text(),
                "items": self.several(4, self.item),
                "us_content_percent": self.one(("0", "50.99", "51", "51.01", "100")),
                "us_content_efforts": self.text(),
            },
            "data": {},
            "models": {"models": self.named(("Lynx", "Puma"), 2, self.model)},
            "security": {"standards": self.one(([], ["NIST CSF 2.0"]))},
            "applications": {"sectors": self.one(([], ["healthcare"]))},
        }
        return self.told(**{name: self.layer(more) for name, more in parts.items()})

    def layer(self, more: dict[str, Any]) -> Any:
        if self.random.random() < 0.06:
            return "none"
        names = self.random.sample((*COMPANIES[:4], *SERVICE_COMPANIES), self.random.randint(0, 2))
        providers = [self.mentioned(name) for name in names]
        description = self.told(description=self.one(("racks", "racks", self.text())))
        return self.told(**description, providers=providers, **more)

    def item(self) -> dict[str, Any]:
        amounts = [self.one(AMOUNTS), self.one(AMOUNTS)]
        origin, value = sorted(amounts, key=float)
        return self.told(value_usd=value, us_origin_value_usd=origin)

    def model(self) -> dict[str, Any]:
        return self.told(
            open_weight=self.one((True, False)), developer_country=self.one(MORE_COUNTRIES)
        )

    def market(self) -> dict[str, Any]:
        kind = self.told(kind=self.one(("country", "bloc", "global")))
        return (kind if self.random.random() < 0.3 else {}) | self.told(
            competitors=self.several(
                2, lambda: self.told(name="Rival", country=self.one(MORE_COUNTRIES))
            ),
            demand=self.text(),
            us_influence=self.text(),
            national_interest=self.text(),
        )

    def provider(self) -> dict[str, Any]:
        return self.told(
            incorporated_in=self.one(MORE_COUNTRIES),
            principal_place_of_business=self.one(MORE_COUNTRIES),
        )


def accepted(teller: Teller) -> Iterator[tuple[dict[str, Any], Proposal, date]]:
    """Tell proposals without end, each with a day; those that the model refuses are left out."""
    while True:
        facts = teller.proposal()
        (as_of,) = teller.random.choices(DAYS, DAYS_BY_WEIGHT)
        try:
            yield facts, Proposal.model_validate(facts), as_of
        except ValidationError:
            continue


class Comparison:
    """What two evaluators say of the same proposals: how often what, and where they differ."""

    def __init__(self) -> None:
        self.counts = {rule: Counter[Outcome]() for rule in packaged_catalogue().rules}
        self.differences: list[Any] = []
        for facts, proposal, as_of in islice(accepted(Teller(SEED)), COMPARED):
            self._compare(facts, proposal, as_of)

    def _compare(self, facts: dict[str, Any], proposal: Proposal, as_of: date) -> None:
        first = assess(proposal, as_of=as_of, catalogue=packaged_catalogue())
        second = second_opinion(facts, as_of)
        found: set[Any] = {(one.rule, one.subject, one.outcome) for one in first.findings}
        answers: set[Any] = {(rule, *one) for rule, several in second.items() for one in several}
        found.add(("overall", None, first.overall))
        answers.add(("overall", None, second_overall(second)))
        if found != answers:
            self.differences.append((found - answers, answers - found, as_of.isoformat(), facts))
        for one in first.findings:
            self.counts[one.rule][one.outcome] += 1

    def __str__(self) -> str:
        lines = [f"{COMPARED:,} partial proposals, decided twice:"]
        for rule, outcomes in self.counts.items():
            each = ", ".join(f"{outcome} {count:,}" for outcome, count in sorted(outcomes.items()))
            lines.append(f"  {rule}: {each}")
        return "\n".join(lines)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return Comparison()


def test_two_evaluators_agree_on_every_finding(
    comparison: Comparison, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{comparison}\n")

    differences = sorted(comparison.differences, key=lambda one: len(str(one)))
    assert not differences, f"{len(differences):,} differ, the shortest: {differences[0]}"


def test_every_outcome_that_a_page_knows_is_compared(comparison: Comparison) -> None:
    known = {
        (rule.id, branch.outcome)
        for rule in packaged_catalogue().rules.values()
        for branch in rule.page.branches.values()
    }
    seldom = {
        (rule, outcome): comparison.counts[rule][outcome]
        for rule, outcome in known
        if comparison.counts[rule][outcome] < LEAST_OF_EACH
    }

    assert not seldom


def test_what_contradicts_itself_is_refused_and_nothing_else() -> None:
    teller = Teller(SEED)
    told = [teller.proposal() for _ in range(REFUSALS_COMPARED)]

    assert [facts for facts in told if is_refused(facts) != contradicts_itself(facts)] == []


def is_refused(facts: dict[str, Any]) -> bool:
    try:
        Proposal.model_validate(facts)
    except ValidationError:
        return True
    return False
