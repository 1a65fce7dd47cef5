"""Video tasks."""
