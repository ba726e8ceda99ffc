"""Our provisions held against the official words: which words each rests on, and where they differ."""
