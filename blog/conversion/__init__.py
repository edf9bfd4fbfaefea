"""From HTML of elsewhere, or of a reply, to the blocks of a how-to.

html → tree → pieces (lines, lists, blocks) → raw blocks as StreamField keeps them. Pure: what links
and pictures lead to is asked of whoever converts; nothing here knows the database.
"""

from blog.conversion.blocks import Converted, convert
from blog.conversion.setting import Setting, Target
from blog.conversion.walker import FORUM_HEADINGS, PAGE_HEADINGS

__all__ = ["FORUM_HEADINGS", "PAGE_HEADINGS", "Converted", "Setting", "Target", "convert"]
