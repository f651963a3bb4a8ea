from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plan", "0003_notices"),
    ]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="withdrawn_why",
            field=models.CharField(blank=True, max_length=300),
        ),
    ]
