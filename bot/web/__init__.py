"""The faces on the web: chat, widget, documents' pages and APIs, over one chain."""
