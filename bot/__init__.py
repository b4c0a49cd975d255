"""From a question to an answer that its citations prove."""
