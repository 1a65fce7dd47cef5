"""Uploads of videos to platforms."""
