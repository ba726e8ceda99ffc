"""Texts as their publisher issued them: read, kept by content, compared; never written by us."""
