"""Other ways to search the same document, each set up as its own documentation says, measured beside ours."""
