"""Write the golden drafts anew: `python -m tests.assistant.drafting.golden`; then read the diff."""

from datetime import date
from pathlib import Path

import yaml

from assistant.drafting.draft import Form
from assistant.drafting.section import packaged_sections
from assistant.drafting.writing import Drafter
from corpus.library import load_library
from rules.catalogue import packaged_catalogue
from rules.proposal import Proposal
from tests.assistant.drafting.printing import printed


def main() -> None:
    """Draft every case file of this folder in both forms."""
    drafter = Drafter(load_library(), packaged_catalogue(), packaged_sections())
    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        proposal = Proposal.model_validate(yaml.safe_load(path.read_text("utf-8")))
        for form, ending in ((Form.DRAFT, ".md"), (Form.OUTLINE, "_outline.md")):
            draft = drafter.draft(proposal, as_of=date(2026, 6, 12), draft_id="golden", form=form)
            path.with_name(path.stem + ending).write_text(printed(draft), "utf-8")


main()
