"""The HTTP face: /v1, /v2, files, catalog."""
