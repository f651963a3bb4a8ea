from django.apps.registry import Apps
from django.core.management import call_command
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import langnghe.registry.models

ROLES = [
    ("commune", "Commune officer"),
    ("department", "Department officer"),
    ("reception", "Reception clerk"),
    ("clerk", "Provincial synthesiser"),
    ("front", "Front supervisor"),
    ("leader", "Leader"),
    ("custodian", "Identity custodian"),
    ("auditor", "Auditor"),
    ("administrator", "Administrator"),
]


def make_cache(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The table of settings.CACHES: counts of wrong codes, kept over a restart."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop_cache(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("DROP TABLE registry_cache")


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_units_over_time")]

    operations = [
        migrations.AlterModelManagers(name="officer", managers=[]),
        migrations.AddField(
            model_name="office",
            name="second_factor",
            field=models.JSONField(
                blank=True,
                default=langnghe.registry.models.roles_with_keys,
                verbose_name="roles that sign in with a code too",
            ),
        ),
        migrations.AddField(
            model_name="officer",
            name="sessions_ended",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name="officer",
            name="role",
            field=models.CharField(choices=ROLES, default="clerk", max_length=20, verbose_name="role"),
        ),
        migrations.RunPython(make_cache, drop_cache),
    ]
