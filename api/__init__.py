"""Door: HTTP. It turns requests into calls of the assistant, and errors into problems."""
