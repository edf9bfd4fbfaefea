"""Shapes and caps of what comes in at the desk."""
