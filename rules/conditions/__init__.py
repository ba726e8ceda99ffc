"""One condition for each page in `rules/definitions/`, of the same name."""

from collections.abc import Mapping

from rules.conditions.filed_in_window import filed_in_window
from rules.conditions.five_layers_covered import five_layers_covered
from rules.conditions.members_outside_countries_of_concern import (
    members_outside_countries_of_concern,
)
from rules.conditions.one_anchor_member import one_anchor_member
from rules.conditions.target_market_named import target_market_named
from rules.conditions.us_hardware_content import us_hardware_content
from rules.kit import Decision

CONDITIONS: Mapping[str, Decision] = {
    "filed_in_window": filed_in_window,
    "five_layers_covered": five_layers_covered,
    "members_outside_countries_of_concern": members_outside_countries_of_concern,
    "one_anchor_member": one_anchor_member,
    "target_market_named": target_market_named,
    "us_hardware_content": us_hardware_content,
}
