"""A draft as text, for golden files: what a reader of a diff has to see, and nothing else."""

from assistant.drafting.draft import Draft, DraftSection, DraftTable


def printed(draft: Draft) -> str:
    """Set a draft as Markdown-like text."""
    lines = [f"# {draft.title}", "", f"{draft.form.value}, as of {draft.as_of.isoformat()}"]
    for section in draft.sections:
        lines += [*_section(section), ""]
    lines += ["## Citations", ""]
    lines += [f"[{one.n}] {one.provision}: {one.quote}" for one in draft.citations]
    lines += ["", "## What is missing, in order", ""]
    lines += [f"- {one.fact}: {one.question}" for one in draft.missing]
    return "\n".join(lines) + "\n"


def _section(section: DraftSection) -> list[str]:
    lines = ["", f"## {section.number}. {section.title}"]
    paragraph = -1
    for one in section.sentences:
        if one.paragraph != paragraph:
            lines.append("")
            paragraph = one.paragraph
        marks = "".join(f"[{n}]" for n in one.citations)
        lines.append(f"{one.text}{marks}{' (confidential)' if one.confidential else ''}")
    for table in section.tables:
        lines += ["", *_table(table)]
    if section.review:
        lines += ["", "For review:"]
        lines += [f"- {point.text}" for point in section.review]
    return lines


def _table(table: DraftTable) -> list[str]:
    rows = [table.columns, *table.rows]
    mark = " (confidential)" if table.confidential else ""
    return [f"Table: {table.title}{mark}", *(f"| {' | '.join(row)} |" for row in rows)]
