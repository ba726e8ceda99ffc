"""Computations over the target markets and the competition in them."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from assistant.drafting.case import Case, Standing, Subject
from assistant.drafting.computing.kit import Computed, country_beside, entries, fitting, names
from assistant.drafting.wording import Told, counted, joined, listed, words
from rules.country import country_name, folded, gazetteer
from rules.proposal import Competitor, Market


def spoken_market(market: Market) -> str:
    """Name a market as a sentence does: with the article that it takes."""
    if market.kind == "global":
        return str(words()["global_market"])
    code = gazetteer().code(market.name) if market.kind == "country" else None
    if code is not None:
        return country_name(code)
    name = _blocs().get(folded(market.name), market.name)
    takes_article = folded(name) in {folded(one) for one in words()["with_article"]}
    return words()["article"] + name if takes_article else name


@lru_cache(maxsize=1)
def _blocs() -> Mapping[str, str]:
    """Return how the name of each bloc is spelled, by its folded form."""
    blocs = gazetteer().blocs.items()
    return {folded(name): name for bloc, aliases in blocs for name in (bloc, *aliases)}


def _chosen(case: Case, name: str, keep: Callable[[int, Market], bool], *fields: str) -> Computed:
    markets = entries(case, "markets")
    found = {
        f"markets[{n}].name": spoken_market(one) for n, one in enumerate(markets) if keep(n, one)
    }
    beside = [f"{path.removesuffix('name')}{field}" for path in found for field in fields]
    return names(found, name, beside)


def market_names(case: Case) -> Computed:
    """All target markets."""
    return _chosen(case, "market_names", lambda n, one: True)


def market_count(case: Case) -> Computed:
    """How many target markets there are."""
    number = len(entries(case, "markets"))
    return Told(counted(number), ("markets",), ("market_count",)) if number else None


def contested_markets(case: Case) -> Computed:
    """The markets in which foreign competitors are named, where there are several."""
    found = [one for one in entries(case, "markets") if one.competitors]
    if len(found) < 2:
        return None
    return _chosen(case, "contested_markets", lambda n, one: bool(one.competitors), "competitors")


def shown_markets(case: Case) -> Computed:
    """The markets for which both the demand and the U.S. influence on the choice are told."""

    def told(n: int, market: Market) -> bool:
        fields = ("demand", "us_influence")
        return all(case.standing(f"markets[{n}].{one}") is Standing.TOLD for one in fields)

    return _chosen(case, "shown_markets", told, "demand", "us_influence")


def _unflagged(case: Case) -> Sequence[Market]:
    rule = "target_market_export_controls"
    return [
        one
        for one in entries(case, "markets")
        if (finding := case.finding(rule, one.name)) is not None and finding.branch == "not_flagged"
    ]


def unflagged_market(case: Case) -> Computed:
    """The one target country that carries no flag of the export rules."""
    found = _unflagged(case)
    if len(found) != 1:
        return None
    return _chosen(case, "unflagged_market", lambda n, one: one in found, "kind")


def unflagged_markets(case: Case) -> Computed:
    """The target countries that carry no flag of the export rules, where there are several."""
    found = _unflagged(case)
    if len(found) < 2:
        return None
    return _chosen(case, "unflagged_markets", lambda n, one: one in found, "kind")


def market(case: Case, subject: Subject) -> Computed:
    """The market as a sentence names it."""
    return Told(spoken_market(subject.part), (f"{subject.path}.name",), ("market",))


def competitors_told(case: Case, subject: Subject) -> Computed:
    """The foreign competitors in a market, with their countries."""
    return _competitors(subject, "competitors_told", tuple(subject.part.competitors or ()))


def concern_competitors(case: Case, subject: Subject) -> Computed:
    """The competitors from a country on the list of countries of concern."""
    law = case.catalogue.rule("members_outside_countries_of_concern").law_on(case.as_of)
    on_list: Any = law.get("countries_of_concern", ())
    chosen = tuple(one for one in subject.part.competitors or () if one.country in on_list)
    return _competitors(subject, "concern_competitors", chosen)


def _competitors(subject: Subject, name: str, chosen: Sequence[Competitor]) -> Computed:
    parts = []
    for n, one in enumerate(subject.part.competitors or ()):
        if one in chosen:
            country = country_beside(one.name, one.country)
            held = {"name": one.name, "country": country}
            parts.append(fitting(words()["competitor"], held, f"{subject.path}.competitors[{n}]"))
    if not parts:
        return None
    return joined(parts, listed(list(dict.fromkeys(part.text for part in parts))), name)
