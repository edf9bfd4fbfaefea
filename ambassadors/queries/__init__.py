"""Reading at the desk."""
