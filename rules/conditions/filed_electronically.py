"""The proposal is filed through the program's portal."""

from rules.kit import Branch, Decision, Fact, Scene


def _names_portal(way: str, scene: Scene) -> bool:
    """Whether nothing but the portal is named, as an address or with words such as "through"."""
    words = way.casefold().replace("https://", "").replace("http://", "").split()
    hosts = [word.strip(".,;:()\"'“”").removeprefix("www.").split("/")[0] for word in words]
    named = [host for host in hosts if host and host not in scene.parameters["filler"]]
    return bool(named) and set(named) <= set(scene.parameters["portal"])


filed_electronically = Decision(
    branches=(
        Branch(
            "portal",
            Fact(
                "filed_through",
                "It is filed through the portal.",
                _names_portal,
                lambda way, _: {"filed_through": way},
            ),
        ),
    ),
    otherwise="other_way",
    figures=lambda scene: {"filed_through": scene.read("filed_through")[1] or ""},
)
