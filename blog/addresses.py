"""Where pages of Wagtail's stand, as readers see it."""


def address_of(url_path: str) -> str:
    """The address of a page by Wagtail's path, which begins with the root page's own name:
    /home/help/heating/set-the-link/."""
    return "/" + url_path.split("/", 2)[2]
