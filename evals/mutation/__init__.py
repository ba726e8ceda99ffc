"""Mutation: errors put into the rules on purpose, to see whether examples and cases notice."""
