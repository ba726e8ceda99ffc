"""A notice that nobody published, in the Register's XML, for the tests of sync and store."""

NUMBER = "2099-00007"


def invented_notice(
    number: str = NUMBER, *, share: str = "51", pages: int = 1, date: str = ""
) -> bytes:
    """Return a notice; every sentence in it is invented."""
    body = "".join(
        f'<PRTPAGE P="{101 + page}"/><P>Paragraph {page} of an example about trays and racks, '
        f"which goes on for some words so that a page has a text of its own.</P>"
        for page in range(pages)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<NOTICE>
  <PREAMB>
    <PRTPAGE P="100"/>
    <AGENCY TYPE="F">BUREAU OF INVENTED EXAMPLES</AGENCY>
    <SUBJECT>A Call That Nobody Made</SUBJECT>
    <ACT><HD SOURCE="HED">ACTION:</HD><P>Notice.</P></ACT>
  </PREAMB>
  <SUPLINF>
    <HD SOURCE="HED">SUPPLEMENTARY INFORMATION:</HD>
    <P>A tray holds at least {share} percent of its own weight{date}.</P>
    {body}
  </SUPLINF>
  <FRDOC>[FR Doc. {number.replace("-", "–")} Filed 1-1-99; 8:45 am]</FRDOC>
</NOTICE>""".encode()
