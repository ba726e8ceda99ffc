"""At least one target country or regional bloc is named."""

from dataclasses import dataclass

from rules.kit import Branch, Decision, Scene, StatedFact, Step, Truth


@dataclass(frozen=True)
class NoMarket:
    """The list of target markets is stated as empty."""

    says: str

    def run(self, scene: Scene) -> Step:
        """Decide it on the list."""
        path, markets = scene.read("markets")
        if markets is None:
            return Step(self.says, None, missing=(path,))
        return Step(
            self.says, not markets, (StatedFact(path, tuple(m.name for m in markets) or "none"),)
        )

    def reads(self) -> frozenset[str]:
        """Return the fact that it reads."""
        return frozenset({"markets"})


@dataclass(frozen=True)
class CountryOrBloc:
    """At least one target market is a country or a regional bloc."""

    says: str

    def run(self, scene: Scene) -> Step:
        """Decide it over the markets; one whose kind is not stated may be either."""
        path, markets = scene.read("markets")
        if markets is None:
            return Step(self.says, None, missing=(path,))
        named = [market.name for market in markets if market.kind in {"country", "bloc"}]
        open_ = [f"{path}[{n}].kind" for n, market in enumerate(markets) if market.kind is None]
        truth: Truth = True if named else (None if open_ else False)
        facts = tuple(
            StatedFact(f"{path}[{n}]", f"{market.name} ({market.kind})")
            for n, market in enumerate(markets)
            if market.kind is not None
        )
        figures = {"named": named, "stated": [market.name for market in markets]}
        return Step(self.says, truth, facts, tuple(open_) if truth is None else (), (), figures)

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads."""
        return frozenset({"markets", "markets[].kind"})


target_market_named = Decision(
    branches=(
        Branch("no_market", NoMarket("No target market is named.")),
        Branch("named", CountryOrBloc("A country or regional bloc is named.")),
    ),
    otherwise="global_only",
)
