import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0002_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublishedReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('territory', models.CharField(max_length=40, verbose_name='code du périmètre')),
                ('label', models.CharField(max_length=120, verbose_name='périmètre')),
                ('school_year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='published_reports', to='directory.schoolyear', verbose_name='année scolaire')),
            ],
            options={
                'verbose_name': 'rapport publié',
                'verbose_name_plural': 'rapports publiés',
                'ordering': ['-school_year', 'label'],
                'constraints': [models.UniqueConstraint(fields=('school_year', 'territory'), name='reports_published_once', violation_error_message='Ce rapport est déjà publié : publiez-en une version.')],
            },
        ),
    ]
