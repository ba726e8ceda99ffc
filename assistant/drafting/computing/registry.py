"""The names by which the pages of the sections call the computations."""

from collections.abc import Callable, Mapping

from assistant.drafting.case import Case, Subject
from assistant.drafting.computing import business, markets, members, owners, package
from assistant.drafting.computing.kit import Computed

WHOLE: Mapping[str, Callable[[Case], Computed]] = {
    function.__name__: function
    for function in (
        members.anchor,
        members.anchors,
        members.member_names,
        members.member_count,
        members.other_members,
        members.other_count,
        members.home_countries,
        members.foreign_member,
        members.foreign_members,
        members.countries_avoided,
        members.none_controlled,
        members.division_of_work,
        members.stated_control,
        package.covered_layers,
        package.outside_providers,
        package.model_names,
        package.hardware_total,
        package.hardware_us_part,
        package.hardware_share,
        package.item_count,
        package.largest_item,
        markets.market_names,
        markets.market_count,
        markets.contested_markets,
        markets.shown_markets,
        markets.unflagged_market,
        markets.unflagged_markets,
        business.one_entity,
        business.outside_operators,
        business.requests_told,
        business.no_confidential_parts,
    )
}
"""Computations over the whole proposal, by the name of their slot."""

OF_SUBJECT: Mapping[str, Callable[[Case, Subject], Computed]] = {
    "work": members.work,
    "leads": members.leads,
    "roles": members.roles,
    "home": members.home,
    "places": members.places,
    "layers_provided": members.layers_provided,
    "owners_told": owners.owners_told,
    "whole_owner": owners.whole_owner,
    "upper_owners": owners.upper_owners,
    "controllers": owners.controllers,
    "shares_left": owners.shares_left,
    "no_control": owners.no_control,
    "no_owners": owners.stated_as_none("owners"),
    "no_competitors": owners.stated_as_none("competitors"),
    "share": package.item_share,
    "label": package.label,
    "market": markets.market,
    "competitors_told": markets.competitors_told,
    "concern_competitors": markets.concern_competitors,
    "request": business.request,
    "request_label": business.request_label,
}
"""Computations over a member, item, model, market or request, by their slot after `it.`."""
