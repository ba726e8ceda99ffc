"""A proposal that is made up for measuring: every rule has something to decide in it."""

from rules.proposal import Proposal


def invented(*, members: int, items: int) -> Proposal:
    """Return an invented proposal in which every rule has something to decide."""
    trades = ("hardware", "data", "models", "security", "applications", "cloud")
    homes = ("US", "KR", "JP", "US", "DE", "NL")
    layers = {
        name: {"description": f"What the {name} layer offers.", "providers": ["Member 0"]}
        for name in ("data", "security", "applications")
    }
    texts = ("demand", "us_influence", "national_interest")
    return Proposal.model_validate(
        {
            "track": "pre_set",
            "industry_led": True,
            "submitted_by": "Member 0",
            "filed_on": "2026-06-12",
            "filed_through": "AIexports.gov",
            "members": [_member(n, trades[n % 6], homes[n % 6]) for n in range(members)],
            "layers": layers
            | {
                "hardware": {
                    "manufacture": "Assembled in Ohio.",
                    "items": [
                        {"name": f"Item {n}", "value_usd": 1_000 + n, "us_origin_value_usd": 520}
                        for n in range(items)
                    ],
                },
                "models": {
                    "models": [{"name": "A", "developer_country": "US", "open_weight": False}]
                },
            },
            "markets": [
                {
                    "name": name,
                    "competitors": [{"name": "A rival", "country": "CN"}],
                    **dict.fromkeys(texts, "Told."),
                }
                for name in ("Kenya", "Vietnam", "Chile")
            ],
            "business_model": dict.fromkeys(("build", "own", "operate"), ["Member 0"]),
            "support_requested": [{"agency": "EXIM", "tool": "a loan guarantee"}],
            "compliance": dict.fromkeys(
                ("export_controls", "outbound_investment", "end_users"), "Told."
            ),
            "security_posture": {"end_use": "Told."},
            "confidential_parts": [],
        }
    )


def _member(number: int, trade: str, home: str) -> dict[str, object]:
    return {
        "name": f"Member {number}",
        "roles": ["anchor", trade] if number == 0 else [trade],
        **dict.fromkeys(("headquarters", "incorporated_in", "principal_place_of_business"), home),
        "owners": [
            {"name": f"Holder {number}", "country": home, "percent": "60.5"},
            {"name": f"Fund {number}", "country": "US", "percent": "30", "owners": []},
        ],
        "controlled_from": "none",
    }
