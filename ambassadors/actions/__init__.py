"""What the desk does, by noun."""
