"""Pages of search: the search itself, what became of it, and what the company reads of it."""
