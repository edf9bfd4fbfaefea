"""{% load mail %}: words of strangers in mails."""

from django import template

from accounts import names

register = template.Library()
register.filter("inert", names.inert)
