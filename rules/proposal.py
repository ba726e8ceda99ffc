"""The facts of a proposal that a rule may ask about: the `Proposal` of the HTTP contract.

A field that is absent (`None`) has not been stated. An empty list, or `none`, is stated as none.
A list that is stated is complete: members, owners or items beyond it are not imagined.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from rules.consistency import contradictions, with_faults
from rules.country import NONE, Country, CountryOrNone, gazetteer

Text = Annotated[str, StringConstraints(max_length=20_000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


def _exact(value: object) -> object:
    """Keep a JSON number's digits: a float is read by the digits it shows, not by its binary."""
    return str(value) if isinstance(value, float) else value


def _described(most: int, digits: str) -> WithJsonSchema:
    """Describe a number that comes as JSON's or, digit by digit, as text."""
    number = {"type": "number", "minimum": 0, "maximum": most}
    text = {"type": "string", "pattern": rf"^(?:{digits})(?:\.[0-9]{{1,20}})?$"}
    return WithJsonSchema({"anyOf": [number, text]}, mode="validation")


# Twenty places hold every sum of ordinary floats; the bound keeps exact arithmetic cheap.
Money = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=0, le=Decimal(10) ** 15, decimal_places=20, allow_inf_nan=False),
    _described(10**15, "[0-9]{1,15}"),
]
Percent = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=0, le=100, decimal_places=20, allow_inf_nan=False),
    _described(100, "[0-9]{1,2}"),
]


class Stated(BaseModel):
    """Base of every part of a proposal: unknown fields are errors, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Role(StrEnum):
    """What a member does in its consortium."""

    ANCHOR = "anchor"
    HARDWARE = "hardware"
    DATA = "data"
    MODELS = "models"
    SECURITY = "security"
    APPLICATIONS = "applications"
    CLOUD = "cloud"
    SOFTWARE = "software"
    INTEGRATOR = "integrator"
    OTHER = "other"


class Owner(Stated):
    """Somebody who holds a part of a member, or of another owner."""

    name: Name | None = None
    country: Country | None = None
    percent: Percent | None = None
    control: bool | None = None
    owners: Annotated[tuple["Owner", ...], Field(max_length=200)] | None = None


class Member(Stated):
    """A company or other entity of the consortium."""

    name: Name
    roles: Annotated[tuple[Role, ...], Field(max_length=len(Role))] | None = None
    headquarters: Country | None = None
    incorporated_in: Country | None = None
    principal_place_of_business: Country | None = None
    owners: Annotated[tuple[Owner, ...], Field(max_length=200)] | None = None
    controlled_from: CountryOrNone | None = None
    other_consortia: Annotated[tuple[Name, ...], Field(max_length=200)] | None = None


class HardwareItem(Stated):
    """One position of the hardware layer; money in U.S. dollars."""

    name: Name | None = None
    kind: Text | None = None
    value_usd: Money | None = None
    us_origin_value_usd: Money | None = None

    @model_validator(mode="after")
    def _origin_within_value(self) -> Self:
        if (
            self.value_usd is not None
            and self.us_origin_value_usd is not None
            and self.us_origin_value_usd > self.value_usd
        ):
            raise PydanticCustomError(
                "origin_above_value",  # noqa: EM101 (the name of the error, not its message)
                "us_origin_value_usd is {origin} and value_usd is {value}; the U.S.-origin part "
                "of an item cannot exceed its value, so correct one of the two",
                {"origin": str(self.us_origin_value_usd), "value": str(self.value_usd)},
            )
        return self


class Layer(Stated):
    """What every layer of the package may state."""

    description: Text | None = None
    providers: Annotated[tuple[Name, ...], Field(max_length=1_000)] | None = None


class HardwareLayer(Layer):
    """AI-optimized hardware, data-center storage, cloud services and networking.

    `us_content_percent` is the U.S.-origin share of aggregate value where only the share is
    stated; items, where they are stated, decide instead of it.
    """

    manufacture: Text | None = None
    us_content_efforts: Text | None = None
    items: Annotated[tuple[HardwareItem, ...], Field(max_length=5_000)] | None = None
    us_content_percent: Percent | None = None


class Model(Stated):
    """An AI model of the package."""

    name: Name
    developer: Name | None = None
    developer_country: Country | None = None
    open_weight: bool | None = None


class ModelsLayer(Layer):
    """AI models and systems."""

    models: Annotated[tuple[Model, ...], Field(max_length=1_000)] | None = None


class SecurityLayer(Layer):
    """Measures for the security and cybersecurity of models and systems."""

    standards: Annotated[tuple[Name, ...], Field(max_length=200)] | None = None


class ApplicationsLayer(Layer):
    """Applications for specific use cases."""

    sectors: Annotated[tuple[Name, ...], Field(max_length=200)] | None = None


NotCovered = Literal["none"]


class Layers(Stated):
    """The five layers; `none` states that the package lacks one."""

    hardware: HardwareLayer | NotCovered | None = None
    data: Layer | NotCovered | None = None
    models: ModelsLayer | NotCovered | None = None
    security: SecurityLayer | NotCovered | None = None
    applications: ApplicationsLayer | NotCovered | None = None


class Competitor(Stated):
    """A foreign competitor in a target market."""

    name: Name | None = None
    country: Country | None = None


class Market(Stated):
    """A target market. Its kind is read from the name where the name is known."""

    name: Name
    kind: Literal["country", "bloc", "global"] | None = None
    buyers: Literal["public", "private", "both"] | None = None
    competitors: Annotated[tuple[Competitor, ...], Field(max_length=200)] | None = None
    demand: Text | None = None
    us_influence: Text | None = None
    national_interest: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _kind_from_name(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("kind") is None:
            name = given.get("name")
            if isinstance(name, str) and (kind := gazetteer().market_kind(name)):
                return given | {"kind": kind}
        return given


class ServiceProvider(Stated):
    """A provider of data, software, security or application services that is not a member."""

    name: Name
    incorporated_in: Country | None = None
    principal_place_of_business: Country | None = None


class BusinessModel(Stated):
    """Who builds, owns and operates data centers and associated infrastructure."""

    build: Annotated[tuple[Name, ...], Field(max_length=200)] | None = None
    own: Annotated[tuple[Name, ...], Field(max_length=200)] | None = None
    operate: Annotated[tuple[Name, ...], Field(max_length=200)] | None = None
    description: Text | None = None


class SupportRequest(Stated):
    """A Federal incentive or support that is asked for."""

    agency: Name | None = None
    tool: Text | None = None
    purpose: Text | None = None


class Compliance(Stated):
    """How the proposal meets the three compliance matters."""

    export_controls: Text | None = None
    outbound_investment: Text | None = None
    end_users: Text | None = None


class SecurityPosture(Stated):
    """The national-security posture, in the four parts that are reported."""

    export_control: Text | None = None
    end_use: Text | None = None
    cybersecurity: Text | None = None
    other: Text | None = None


class Proposal(Stated):
    """What a consortium has told us so far."""

    title: Text | None = None
    track: Literal["pre_set", "on_demand"] | None = None
    industry_led: bool | None = None
    legal_structure: Text | None = None
    submitted_by: Name | None = None
    filed_on: date | None = None
    filed_through: Text | None = None
    members: Annotated[tuple[Member, ...], Field(max_length=1_000)] | None = None
    layers: Layers | None = None
    markets: Annotated[tuple[Market, ...], Field(max_length=300)] | None = None
    service_providers: Annotated[tuple[ServiceProvider, ...], Field(max_length=1_000)] | None = None
    business_model: BusinessModel | None = None
    support_requested: Annotated[tuple[SupportRequest, ...], Field(max_length=200)] | None = None
    compliance: Compliance | None = None
    security_posture: SecurityPosture | None = None
    confidential_parts: Annotated[tuple[Text, ...], Field(max_length=200)] | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _all_faults_at_once(cls, given: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Refuse what contradicts itself together with what is malformed, in one error."""
        between = list(contradictions(given)) if isinstance(given, dict) else []
        try:
            proposal = handler(given)
        except ValidationError as malformed:
            if not between:
                raise
            raise with_faults(cls.__name__, malformed, between) from None
        if between:
            raise with_faults(cls.__name__, None, between)
        return proposal


def told(text: str | None) -> bool | None:
    """Whether a text says something: False where it is stated as none, None where it is absent."""
    return None if text is None else text.strip().casefold() not in _NOTHING


_NOTHING = {"", NONE}
