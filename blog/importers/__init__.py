"""Bringing how-tos over from elsewhere: survey, make pages, fill them; repeatable at any point."""
