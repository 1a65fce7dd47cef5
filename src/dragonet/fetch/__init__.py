"""Guarded download of inputs."""
