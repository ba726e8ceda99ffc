"""A language model where the user has one: it words and understands, and decides nothing."""
