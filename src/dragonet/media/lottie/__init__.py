"""Lottie animations: read, made harmless, and drawn by ThorVG."""
