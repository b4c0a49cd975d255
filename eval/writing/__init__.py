"""What a model's sentences are worth: answers told, figures invented, citations that support."""
