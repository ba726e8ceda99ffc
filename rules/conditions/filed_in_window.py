"""The proposal was filed while the window was open."""

from dataclasses import dataclass

from rules.kit import Branch, Decision, Fact, Scene, Step


@dataclass(frozen=True)
class NotFiled:
    """No filing date is stated, and the window has closed by the day of the assessment.

    While the window is open, a proposal without a filing date may still be filed.
    """

    says: str

    def run(self, scene: Scene) -> Step:
        """Decide it on the day of the assessment."""
        path, filed = scene.read("filed_on")
        if filed is not None:
            return Step(self.says, truth=False)
        closed = scene.as_of > scene.parameters["closes"]
        return Step(self.says, True if closed else None, missing=() if closed else (path,))

    def reads(self) -> frozenset[str]:
        """Return the fact that it reads."""
        return frozenset({"filed_on"})


filed_in_window = Decision(
    branches=(
        Branch("not_filed", NotFiled("No filing date is stated and the window has closed.")),
        Branch(
            "too_early",
            Fact(
                "filed_on",
                "It was filed before the window opened.",
                lambda day, scene: bool(day < scene.parameters["opens"]),
                lambda day, _: {"filed_on": day},
            ),
        ),
        Branch(
            "too_late",
            Fact(
                "filed_on",
                "It was filed after the window closed.",
                lambda day, scene: bool(day > scene.parameters["closes"]),
                lambda day, _: {"filed_on": day},
            ),
        ),
        Branch(
            "last_day",
            Fact(
                "filed_on",
                "It was filed on the last day.",
                lambda day, scene: bool(day == scene.parameters["closes"]),
                lambda day, _: {"filed_on": day},
            ),
        ),
    ),
    otherwise="in_window",
)
