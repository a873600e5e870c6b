"""Why nothing was changed about a person; the text of each can be shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assessments.editing.refusals import Refused


class PersonRefused(Refused):
    """Nothing was changed."""


class AddressInUse(PersonRefused):
    """Another account has this address as e-mail or username."""

    text = _("%(person)s has an account with this address already. Add the role there instead.")


class NotSent(PersonRefused):
    """The mail server did not take the e-mail."""

    text = _(
        "The e-mail to %(email)s could not be sent, so nothing was changed. Check the address; if "
        "it is right, tell whoever runs this site that its mail server refuses."
    )


class NotInvited(PersonRefused):
    """The person has chosen a password already, or is deactivated."""

    text = _("%(person)s does not wait for an invitation. Nothing was sent.")


class RoleHeld(PersonRefused):
    """The person already has a role in this place; only one role is possible in each."""

    text = _("%(person)s is %(role)s there already. Remove that role first.")


class OwnAccount(PersonRefused):
    """Administrators cannot lock themselves out."""

    text = _("This is your own account. Ask another administrator.")


class LastAdministrator(PersonRefused):
    """The site would have no active administrator left."""

    text = _("%(person)s is the last administrator. Make somebody else administrator first.")
