"""The guard: a sentence that a model wrote reaches the user only where the cited text bears it out."""
