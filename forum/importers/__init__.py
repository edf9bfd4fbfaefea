"""Bringing a community over from elsewhere: read, map, load; repeatable at any point."""
