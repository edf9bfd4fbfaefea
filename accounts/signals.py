"""Domain signals of the accounts room."""

from django.dispatch import Signal

# Somebody proved that an e-mail address is theirs: by a code, by the link in a mail, or by signing
# in to the account that it belongs to. Sent after allauth's own signals, outside a transaction.
# Arguments: member (Member), email (str, lower case), first_time (bool: the address had never been
# proven and the member had never signed in), request (HttpRequest, its session may hold tokens).
email_proven = Signal()

# What a member is to the company, or whether their account is open, may have been changed by
# somebody else. Sent inside the transaction that changed it. Arguments: member (Member, as saved).
member_changed = Signal()
