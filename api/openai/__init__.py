"""The door for programs that speak to OpenAI's chat completions."""
