"""One condition for each page in `rules/definitions/`, of the same name.

They stand in the order in which a proposal is told; findings come in this order.
"""

from collections.abc import Mapping

from rules.conditions.anchor_is_us_company import anchor_is_us_company
from rules.conditions.anchor_submits import anchor_submits
from rules.conditions.build_own_operate_described import build_own_operate_described
from rules.conditions.call_covers_track import call_covers_track
from rules.conditions.compliance_addressed import compliance_addressed
from rules.conditions.confidential_parts_marked import confidential_parts_marked
from rules.conditions.consortium_is_industry_led import consortium_is_industry_led
from rules.conditions.cybersecurity_architecture import cybersecurity_architecture
from rules.conditions.filed_electronically import filed_electronically
from rules.conditions.filed_in_window import filed_in_window
from rules.conditions.five_layers_covered import five_layers_covered
from rules.conditions.foreign_competition_identified import foreign_competition_identified
from rules.conditions.hardware_manufacture_described import hardware_manufacture_described
from rules.conditions.market_case_strength import market_case_strength
from rules.conditions.members_outside_countries_of_concern import (
    members_outside_countries_of_concern,
)
from rules.conditions.models_from_countries_of_concern import models_from_countries_of_concern
from rules.conditions.national_interest_explained import national_interest_explained
from rules.conditions.national_security_posture import national_security_posture
from rules.conditions.one_anchor_member import one_anchor_member
from rules.conditions.service_providers_outside_compelled_access import (
    service_providers_outside_compelled_access,
)
from rules.conditions.support_requested_detailed import support_requested_detailed
from rules.conditions.target_market_export_controls import target_market_export_controls
from rules.conditions.target_market_named import target_market_named
from rules.conditions.us_content_reasonable_efforts import us_content_reasonable_efforts
from rules.conditions.us_hardware_content import us_hardware_content
from rules.kit import Decision

CONDITIONS: Mapping[str, Decision] = {
    "call_covers_track": call_covers_track,
    "consortium_is_industry_led": consortium_is_industry_led,
    "one_anchor_member": one_anchor_member,
    "anchor_submits": anchor_submits,
    "anchor_is_us_company": anchor_is_us_company,
    "members_outside_countries_of_concern": members_outside_countries_of_concern,
    "service_providers_outside_compelled_access": service_providers_outside_compelled_access,
    "five_layers_covered": five_layers_covered,
    "hardware_manufacture_described": hardware_manufacture_described,
    "us_hardware_content": us_hardware_content,
    "us_content_reasonable_efforts": us_content_reasonable_efforts,
    "target_market_named": target_market_named,
    "foreign_competition_identified": foreign_competition_identified,
    "national_interest_explained": national_interest_explained,
    "market_case_strength": market_case_strength,
    "build_own_operate_described": build_own_operate_described,
    "support_requested_detailed": support_requested_detailed,
    "compliance_addressed": compliance_addressed,
    "target_market_export_controls": target_market_export_controls,
    "national_security_posture": national_security_posture,
    "cybersecurity_architecture": cybersecurity_architecture,
    "models_from_countries_of_concern": models_from_countries_of_concern,
    "filed_in_window": filed_in_window,
    "filed_electronically": filed_electronically,
    "confidential_parts_marked": confidential_parts_marked,
}
