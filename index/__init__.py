"""Documents, passages, vectors and search: everything below the answering chain."""
