"""What reads in the reputation room."""
