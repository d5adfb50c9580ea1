from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_access_log_by_subject'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rolegrant',
            name='role',
            field=models.CharField(choices=[('clerk', 'Counter clerk'), ('paper_desk', 'Paper desk'), ('officer', 'Officer'), ('approver', 'Approver'), ('head', 'Head of department'), ('auditor', 'Auditor'), ('administrator', 'Administrator')], max_length=20),
        ),
    ]
