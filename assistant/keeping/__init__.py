"""Conversations as they are kept: what is told, what was answered, and how to take it away."""
