"""The steps by which a database came to its present form, applied in order when it is opened."""
