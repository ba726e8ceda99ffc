"""Answers questions about the call: every sentence cited, every verdict from the rules."""
