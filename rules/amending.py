"""Rules after notices that a person accepted: the same conditions, with new values from their day.

A value that changes is added with its day, and an old one is never touched, so that a proposal
assessed as of an earlier day comes out as it did. What a rule rests on and says changes with the
same day.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from corpus.amending.accepted import Accepted
from rules.catalogue import Catalogue, Rule
from rules.definition import DatedValue, RuleDefinition
from rules.errors import AmendedRuleError


def amended(catalogue: Catalogue, entries: Iterable[Accepted]) -> Catalogue:
    """Return the rules with the accepted notices, which are in the order of their days.

    Raises:
        AmendedRuleError: A notice changes a rule, parameter or branch that there is not, or gives
            a value from a day on which another begins.
    """
    held = dict(catalogue.rules)
    told = hashlib.sha256(catalogue.digest.encode())
    nothing = True
    for entry in entries:
        nothing = False
        told.update(entry.model_dump_json().encode())
        named = {one.rule for one in entry.values} | {one.rule for one in entry.says}
        if lacking := sorted(named - held.keys()):
            raise AmendedRuleError(entry.notice, f"there is no rule {', '.join(lacking)}")
        held = {name: _rule(rule, entry) for name, rule in held.items()}
    return catalogue if nothing else replace(catalogue, rules=held, digest=told.hexdigest())


def _rule(rule: Rule, entry: Accepted) -> Rule:
    values = [one for one in entry.values if one.rule == rule.id]
    says = [one for one in entry.says if one.rule == rule.id]
    latest = rule.later[-1][1] if rule.later else rule
    replaced = entry.replaces.keys() & set(latest.page.provisions)
    if not (values or says or replaced):
        return rule
    parameters = dict(rule.page.parameters)
    for one in values:
        if one.parameter not in parameters:
            raise AmendedRuleError(entry.notice, f"`{rule.id}` has no parameter `{one.parameter}`")
        dated = DatedValue.model_validate(
            {"from": entry.effective_from, "value": one.value, "source": one.source}
        )
        before = parameters[one.parameter]
        if before and before[-1].from_ >= dated.from_:
            found = f"`{rule.id}.{one.parameter}` has a value from {before[-1].from_} already"
            raise AmendedRuleError(entry.notice, found)
        parameters[one.parameter] = (*before, dated)
    branches = dict(latest.page.branches)
    for new in says:
        if new.branch not in branches:
            raise AmendedRuleError(entry.notice, f"`{rule.id}` has no branch `{new.branch}`")
        branches[new.branch] = branches[new.branch].model_copy(update={"says": new.says})
    provisions = tuple(entry.replaces.get(one, one) for one in latest.page.provisions)
    page: RuleDefinition = latest.page.model_copy(
        update={"parameters": parameters, "branches": branches, "provisions": provisions}
    )
    # Every version has all dated values: which of them counts, the day says.
    earlier = tuple((day, _with(one, parameters)) for day, one in rule.later)
    later = (*earlier, (entry.effective_from, Rule(page, rule.decision)))
    return Rule(_paged(rule.page, parameters), rule.decision, later)


def _with(rule: Rule, parameters: dict[str, tuple[DatedValue, ...]]) -> Rule:
    return Rule(_paged(rule.page, parameters), rule.decision)


def _paged(page: RuleDefinition, parameters: dict[str, tuple[DatedValue, ...]]) -> RuleDefinition:
    return page.model_copy(update={"parameters": parameters})
