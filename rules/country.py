"""Countries as facts of a proposal state them: by name, alias or code, kept as the code.

The names themselves, which texts are read by as well, are those of `corpus.country`.
"""

from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from corpus.country import NONE, CountryEntry, Gazetteer, country_name, folded, gazetteer

__all__ = [
    "NONE",
    "Country",
    "CountryEntry",
    "CountryOrNone",
    "Gazetteer",
    "country_name",
    "folded",
    "gazetteer",
]


def _to_code(name: str) -> str:
    code = gazetteer().code(name)
    if code is None:
        near = gazetteer().nearest(name)
        raise PydanticCustomError(
            "unknown_country",  # noqa: EM101 (the name of the error, not its message)
            "found {found}, expected a country by name or two-letter code{near}",
            {"found": repr(name[:60]), "near": f"; nearest: {', '.join(near)}" if near else ""},
        )
    return code


def _to_code_or_none(name: str) -> str:
    return NONE if folded(name) in {"none", "no one", "nobody"} else _to_code(name)


Country = Annotated[str, AfterValidator(_to_code)]
CountryOrNone = Annotated[str, AfterValidator(_to_code_or_none)]
