"""Case files that are made up, from empty to complete: the same seed gives the same case files.

They measure and test what works on a whole proposal. Every company, person and plan in them is
invented; fields are left out, stated as none or filled as the fullness of a case asks.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from rules.proposal import Proposal, Role

_WORDS: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "generated_proposals.yaml").read_text("utf-8")
)
_STATED_AS_NONE = 0.04
"""How often a text is stated as none where it is stated at all."""


def generated_proposals(count: int, *, seed: int = 20260401) -> Iterator[Proposal]:
    """Give case files of rising fullness: the first is empty, the last states every field."""
    for number in range(count):
        fullness = number / (count - 1) if count > 1 else 1.0
        yield generated_proposal(seed + number, fullness=fullness)


def generated_proposal(seed: int, *, fullness: float) -> Proposal:
    """Make up one case file; `fullness` is the chance of each field to be stated."""
    return Proposal.model_validate(_Maker(seed, fullness).proposal())


def _with_half(percent: int) -> int | str:
    """Give large shares a decimal place; it is in reach, as they are under 100."""
    return f"{percent}.5" if percent > 60 else percent


class _Maker:
    """Makes up one case file, field by field."""

    def __init__(self, seed: int, fullness: float) -> None:
        self._dice = random.Random(seed)  # noqa: S311 (nothing secret is drawn)
        self._fullness = fullness
        self._owners_named = 0
        self._names = self._dice.sample(_WORDS["companies"], len(_WORDS["companies"]))

    def proposal(self) -> dict[str, Any]:
        """Return the case file as plain data."""
        members = [self._member(n) for n in range(self._dice.randint(1, 7))]
        names = [member["name"] for member in members]
        told: dict[str, Callable[[], Any]] = {
            "title": lambda: self._pick("titles"),
            "track": lambda: self._one(["pre_set"] * 9 + ["on_demand"]),
            "industry_led": lambda: self._chance(0.95),
            "legal_structure": lambda: self._text("legal_structure"),
            "submitted_by": lambda: names[0] if self._chance(0.85) else self._one(names),
            "filed_on": lambda: self._one(["2026-04-01", "2026-05-07", "2026-06-12", "2026-06-30"]),
            "filed_through": lambda: "AIexports.gov" if self._chance(0.9) else "e-mail",
            "members": lambda: members,
            "layers": lambda: self._layers(names),
            "markets": self._markets,
            "service_providers": self._service_providers,
            "business_model": lambda: self._business_model(names),
            "support_requested": self._support,
            "compliance": lambda: self._texts(
                "export_controls", "outbound_investment", "end_users"
            ),
            "security_posture": lambda: self._texts(
                "export_control", "end_use", "cybersecurity", "other"
            ),
            "confidential_parts": lambda: self._some("confidential_parts", 0, 3),
        }
        return self._stated(told)

    # -- chance ---------------------------------------------------------------------------------

    def _chance(self, share: float) -> bool:
        return self._dice.random() < share

    def _one(self, choices: Sequence[Any]) -> Any:
        return self._dice.choice(choices)

    def _pick(self, kind: str) -> Any:
        return self._one(_WORDS[kind])

    def _some(self, kind: str, least: int, most: int) -> list[Any]:
        return self._dice.sample(_WORDS[kind], self._dice.randint(least, most))

    def _text(self, kind: str) -> str:
        if self._chance(_STATED_AS_NONE * (self._fullness < 1)):
            return str(self._one(["none", "", "None "]))
        return str(self._pick(kind))

    def _texts(self, *kinds: str) -> dict[str, Any]:
        return self._stated({kind: partial(self._text, kind) for kind in kinds})

    def _stated(self, told: dict[str, Callable[[], Any]]) -> dict[str, Any]:
        """Keep each field with the chance that the fullness gives it."""
        return {name: make() for name, make in told.items() if self._chance(self._fullness)}

    # -- members --------------------------------------------------------------------------------

    def _member(self, number: int) -> dict[str, Any]:
        home = self._home()
        trades = [role.value for role in Role if role is not Role.ANCHOR]
        roles = self._dice.sample(trades, self._dice.randint(1, 2))
        if number == 0 or self._chance(0.02):
            roles = ["anchor", *roles]
        told: dict[str, Callable[[], Any]] = {
            "roles": lambda: roles,
            "headquarters": lambda: home,
            "incorporated_in": lambda: home if self._chance(0.8) else self._home(),
            "principal_place_of_business": lambda: home if self._chance(0.9) else self._home(),
            "owners": lambda: self._owners(home, 0),
            "controlled_from": lambda: "none" if self._chance(0.9) else self._home(),
            "other_consortia": lambda: self._some("consortia", 0, 2),
        }
        return {"name": self._names[number], **self._stated(told)}

    def _home(self) -> str:
        return "US" if self._chance(0.45) else str(self._pick("countries"))

    def _owners(self, home: str, height: int) -> list[dict[str, Any]]:
        left = 100
        owners = []
        for _ in range(self._dice.randint(0, 3)):
            percent = self._dice.randint(1, max(1, left - 1))
            left -= percent
            told: dict[str, Callable[[], Any]] = {
                "name": self._owner_name,
                "country": lambda: home if self._chance(0.7) else self._home(),
                "percent": partial(_with_half, percent),
                "control": lambda: self._chance(0.2),
            }
            if height == 0 and self._chance(0.3):
                told["owners"] = lambda: self._owners(home, height + 1)
            owners.append(self._stated(told))
            if left < 2:
                break
        return owners

    def _owner_name(self) -> str:
        # A number of its own: two owners of one name would be read as one company.
        self._owners_named += 1
        return f"{self._pick('owner_first')} {self._pick('owner_last')} {self._owners_named}"

    def _service_providers(self) -> list[dict[str, Any]]:
        found = []
        for number in range(self._dice.randint(0, 2)):
            told: dict[str, Callable[[], Any]] = {
                "incorporated_in": self._home,
                "principal_place_of_business": self._home,
            }
            found.append({"name": self._names[-1 - number], **self._stated(told)})
        return found

    # -- the package ----------------------------------------------------------------------------

    def _layers(self, names: Sequence[str]) -> dict[str, Any]:
        told: dict[str, Callable[[], Any]] = {
            "hardware": lambda: self._hardware(names),
            "data": lambda: self._layer("data", names, {}),
            "models": lambda: self._layer("models", names, {"models": self._models}),
            "security": lambda: self._layer(
                "security", names, {"standards": lambda: self._some("standards", 1, 3)}
            ),
            "applications": lambda: self._layer(
                "applications", names, {"sectors": lambda: self._some("sectors", 1, 3)}
            ),
        }
        held = self._stated(told)
        if held and self._chance(0.03 * (self._fullness < 1)):
            held[self._one(list(held))] = "none"
        return held

    def _layer(
        self, kind: str, names: Sequence[str], more: dict[str, Callable[[], Any]]
    ) -> dict[str, Any]:
        told: dict[str, Callable[[], Any]] = {
            "description": lambda: self._text(kind),
            "providers": lambda: self._dice.sample(
                names, self._dice.randint(1, min(2, len(names)))
            ),
        }
        return self._stated(told | more)

    def _hardware(self, names: Sequence[str]) -> dict[str, Any]:
        more: dict[str, Callable[[], Any]] = {
            "manufacture": lambda: self._text("manufacture"),
            "us_content_efforts": lambda: self._text("us_content_efforts"),
        }
        if self._chance(0.8):
            more["items"] = self._items
        else:
            more["us_content_percent"] = lambda: self._one(["38", "50.99", "51", "62.5"])
        return self._layer("hardware", names, more)

    def _items(self) -> list[dict[str, Any]]:
        return [self._item(name) for name in self._some("hardware_items", 1, 5)]

    def _item(self, name: str) -> dict[str, Any]:
        value = self._dice.randint(1, 900) * self._one([1_000, 25_000, 1_000_000])
        origin = value * self._dice.randint(20, 95) // 100
        told: dict[str, Callable[[], Any]] = {
            "name": lambda: name,
            "kind": lambda: self._pick("hardware_kinds"),
            "value_usd": lambda: value,
            "us_origin_value_usd": lambda: origin,
        }
        return self._stated(told)

    def _models(self) -> list[dict[str, Any]]:
        found = []
        for name in self._some("models_named", 1, 3):
            told: dict[str, Callable[[], Any]] = {
                "developer": lambda: self._one(self._names),
                "developer_country": self._home,
                "open_weight": lambda: self._chance(0.4),
            }
            found.append({"name": name, **self._stated(told)})
        return found

    # -- markets and the rest -------------------------------------------------------------------

    def _markets(self) -> list[dict[str, Any]]:
        found = []
        for name in self._some("markets", 1, 4):
            told: dict[str, Callable[[], Any]] = {
                "buyers": lambda: self._one(["public", "private", "both"]),
                "competitors": self._competitors,
                "demand": lambda: self._text("demand"),
                "us_influence": lambda: self._text("us_influence"),
                "national_interest": lambda: self._text("national_interest"),
            }
            found.append({"name": name, **self._stated(told)})
        return found

    def _competitors(self) -> list[dict[str, Any]]:
        least = 1 if self._fullness == 1 else 0
        return [
            self._stated({"name": partial(str, name), "country": self._home_of_rival})
            for name in self._some("rivals", least, 3)
        ]

    def _home_of_rival(self) -> str:
        return "CN" if self._chance(0.5) else str(self._pick("countries"))

    def _business_model(self, names: Sequence[str]) -> dict[str, Any]:
        def some() -> list[str]:
            return self._dice.sample(names, self._dice.randint(1, min(2, len(names))))

        return self._stated(
            {
                "build": some,
                "own": some,
                "operate": some,
                "description": lambda: self._text("business_model"),
            }
        )

    def _support(self) -> list[dict[str, Any]]:
        found = []
        least = 1 if self._fullness == 1 else 0
        for agency, tool in self._some("support", least, 3):
            told: dict[str, Callable[[], Any]] = {
                "agency": partial(str, agency),
                "tool": partial(str, tool),
                "purpose": lambda: self._text("purpose"),
            }
            found.append(self._stated(told))
        return found
