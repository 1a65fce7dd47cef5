"""Photographs, a film and map tiles for the gallery: all drawn here, nothing fetched."""
