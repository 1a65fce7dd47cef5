"""The nodes of a movie that are drawn."""
