"""Industry leads the consortium."""

from rules.kit import Branch, Decision, Fact

consortium_is_industry_led = Decision(
    branches=(Branch("led", Fact("industry_led", "Industry leads it.", lambda led, _: bool(led))),),
    otherwise="not_led",
)
