"""The recipe of the shipped models: examples, losses, schedule, export (floor 4, beside `eval`)."""
