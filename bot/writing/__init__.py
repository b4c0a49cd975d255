"""Answers in a model's sentences, each passed by the guard; without a model nothing here is used."""
