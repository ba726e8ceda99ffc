"""How much an upload may hold and reading it may take; on the standard library alone."""

LONGEST_UPLOAD = 10_000_000
"""Bytes of a file as it is sent."""

LONGEST_CONTENT = 50_000_000
"""Bytes of all that an archive holds."""

MOST_ENTRIES = 2_000
"""Files in an archive."""

HIGHEST_RATIO = 150
"""Times that an entry may be larger than it is packed; text packs to a tenth or so."""

RATIO_FROM = 1_000_000
"""Bytes from which on the ratio of an entry counts: small ones of one letter are honest."""

MOST_MARKS = 1_000_000
"""Opening, closing and empty tags of an XML part: some hundred printed pages have as many."""

LONGEST_TEXT = 2_000_000
"""Characters of text that are kept of a document."""

MOST_ROWS = 5_000
MOST_COLUMNS = 200

MEMORY = 768_000_000
"""Bytes of address space of the reading process."""

PROCESSOR_SECONDS = 8
WALL_SECONDS = 12
OPEN_FILES = 16
