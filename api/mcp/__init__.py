"""The door for language models that call tools: the Model Context Protocol."""
