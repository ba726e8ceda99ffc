"""From a case file to a draft: outline, sections with citations, compliance matrix."""
