"""What the call requires, decided without a model: same facts, same date, same findings."""
