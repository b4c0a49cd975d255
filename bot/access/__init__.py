"""Who may ask: API keys, users with passwords, signed tokens. Knows nothing of HTTP."""
