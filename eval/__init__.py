"""How good the answers are: own questions, public retrieval sets, speed."""
