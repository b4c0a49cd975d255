"""The evaluation as one page that staff can read and print."""
