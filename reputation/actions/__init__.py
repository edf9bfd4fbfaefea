"""What writes in the reputation room."""
