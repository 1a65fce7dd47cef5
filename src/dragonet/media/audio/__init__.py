"""Sound: decoded, measured, drawn, encoded."""
