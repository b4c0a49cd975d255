"""Vietnamese text: normalise, fold, tokenise, split into sentences, restore diacritics."""
