"""Scripted models that lie in every way that we can think of, and what reaches a user of it."""
