"""Why nothing was changed about a person; the text of each can be shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assessments.editing.refusals import Refused


class PersonRefused(Refused):
    """Nothing was changed."""


class AddressInUse(PersonRefused):
    """Somebody has this e-mail, or it as username."""

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
    """The person has a role in this place; there is one for each."""

    text = _("%(person)s is %(role)s there already. Remove that role first.")


class OwnAccount(PersonRefused):
    """Nobody locks themselves out."""

    text = _("This is your own account. Ask another administrator.")


class LastAdministrator(PersonRefused):
    """Somebody has to be able to undo it."""

    text = _("%(person)s is the last administrator. Make somebody else administrator first.")
