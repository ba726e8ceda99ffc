"""Later notices: found by search and by reading, decided on by persons, dated."""
