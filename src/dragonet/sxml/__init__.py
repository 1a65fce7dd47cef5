"""SXML (craftsman-1.0), the movie language: from a document to a tree, from a tree to its times."""
