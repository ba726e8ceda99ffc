"""The words for how a rule comes out."""

from enum import StrEnum


class Outcome(StrEnum):
    """How one rule comes out for one proposal."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    JUDGMENT = "judgment"
    NOT_IN_FORCE = "not_in_force"


class Kind(StrEnum):
    """What sort of provision a rule encodes."""

    REQUIREMENT = "requirement"
    EXCLUSION = "exclusion"
    PRESUMPTION = "presumption"
    FACTOR = "factor"
    ADVISORY = "advisory"


BINDING = (Kind.REQUIREMENT, Kind.EXCLUSION)
"""The kinds of which a rule that is not met is an obstacle."""

DECIDED_BY_FACTS = (*BINDING, Kind.PRESUMPTION)
"""The kinds that facts can settle; the others point out or take note."""


class Overall(StrEnum):
    """What an assessment adds up to; there is no "eligible" and no "approved"."""

    OBSTACLE = "obstacle"
    INCOMPLETE = "incomplete"
    NO_OBSTACLE_FOUND = "no_obstacle_found"
