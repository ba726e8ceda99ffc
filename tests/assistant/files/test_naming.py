"""Names of downloads."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafting.draft import Form
from assistant.files.naming import file_name
from tests.assistant.files.making import draft


@pytest.mark.parametrize(
    ("more", "kind", "public", "name"),
    [
        ({"title": "Acme Compute"}, "docx", False, "acme-compute-draft-2026-11-22-v2.docx"),
        ({"title": "Acme", "form": Form.OUTLINE}, "md", False, "acme-outline-2026-11-22-v2.md"),
        ({"title": "Acme"}, "xlsx", False, "acme-matrix-2026-11-22-v2.xlsx"),
        (
            {"title": "Société Générale"},
            "pdf",
            True,
            "societe-generale-draft-2026-11-22-v2-public.pdf",
        ),
        ({"title": "한화"}, "docx", False, "proposal-draft-2026-11-22-v2.docx"),
    ],
    ids=["draft", "outline", "matrix", "public", "no Latin letters"],
)
def test_a_download_is_named_by_title_kind_day_and_version(more, kind, public, name):
    assert file_name(draft(**more), kind, public=public) == name


@given(st.text(max_size=300))
def test_a_name_is_safe_on_every_file_system(title):
    name = file_name(draft(title=title), "docx")

    assert re.fullmatch(r"[a-z0-9-]+\.docx", name)
    assert len(name) < 110
