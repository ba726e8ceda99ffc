"""A draft as files that people use: Word, Markdown, PDF, and the compliance matrix for Excel."""
