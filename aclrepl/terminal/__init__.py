"""The terminal: all that imports prompt_toolkit, and what is made for it."""
