"""Later notices: found by search and by reading, decided on by a person, spoken from their day on."""
