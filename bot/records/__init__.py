"""What the service keeps: feedback, and what became of each question. Never an address, a user or a key."""
