"""Moving pictures: decoded, filtered, encoded, joined and checked."""
