"""Secrets of second factors were stored in the clear."""

from django.db import migrations

from assessments.accounts.services import second_factor_keys


def encrypt(apps, schema_editor):
    authenticators = apps.get_model("mfa", "Authenticator")
    second_factor_keys.change_all(second_factor_keys.encrypt_anew, authenticators)


def decrypt(apps, schema_editor):
    authenticators = apps.get_model("mfa", "Authenticator")
    second_factor_keys.change_all(second_factor_keys.decrypt, authenticators)


class Migration(migrations.Migration):

    dependencies = [
        ("assessments", "0008_profile_workbooks"),
        # Their table, and that of the accounts.
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(encrypt, decrypt)]
