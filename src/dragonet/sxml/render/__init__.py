"""From a movie's tree to its pictures: what is there at a time is drawn by pulling."""
