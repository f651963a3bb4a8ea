"""A unit's code stands in the journal, which takes no words: blanks in codes of earlier days become hyphens."""

from django.core.validators import RegexValidator
from django.db import migrations, models


def write_hyphens(apps, _schema):
    Unit = apps.get_model("registry", "Unit")
    taken = set(Unit.objects.values_list("code", flat=True))
    for unit in Unit.objects.filter(code__regex=r"\s").order_by("pk"):
        unit.code = _free("-".join(unit.code.split()), taken)
        unit.save(update_fields=["code"])


def _free(code, taken):
    """The code, or one like it that no unit has."""
    number, wanted = 2, code
    while wanted in taken:
        wanted, number = f"{code[:17]}-{number}", number + 1
    taken.add(wanted)
    return wanted


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0007_boundaries"),
    ]

    operations = [
        migrations.RunPython(write_hyphens, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="unit",
            name="code",
            field=models.CharField(
                max_length=20,
                unique=True,
                validators=[RegexValidator("^\\S+\\Z", "A code has no blanks; write a dot or a hyphen.")],
                verbose_name="code",
            ),
        ),
    ]
