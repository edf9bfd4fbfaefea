"""{% load people %}: invitations and links on pages about people."""

from django import template

from accounts.queries.invitations import link_of

register = template.Library()
register.filter("invitation_link", link_of)
