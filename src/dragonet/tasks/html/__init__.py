"""Tasks on web pages."""
