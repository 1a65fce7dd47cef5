"""Tasks on movies in SXML, the language of `video.create`."""
