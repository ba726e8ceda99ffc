"""Our provisions held against official words: which each rests on, and where they differ."""
