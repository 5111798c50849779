import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0002_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='ServiceContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('department_office', 'Direction départementale (DSDEN)'), ('education_authority', 'Rectorat, mission école-entreprise')], max_length=20, verbose_name='service')),
                ('name', models.CharField(max_length=150, verbose_name='intitulé')),
                ('email', models.EmailField(max_length=254, verbose_name='adresse de fonction')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('academy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='directory.academy', verbose_name='académie')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='directory.department', verbose_name='département')),
            ],
            options={
                'verbose_name': 'interlocuteur',
                'ordering': ['kind', 'name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('department', None), ('academy', None), _connector='XOR'), name='service_contact_has_one_territory', violation_error_message='Indiquez un département ou une académie.')],
            },
        ),
        migrations.CreateModel(
            name='ServiceContactEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('department_office', 'Direction départementale (DSDEN)'), ('education_authority', 'Rectorat, mission école-entreprise')], max_length=20, verbose_name='service')),
                ('name', models.CharField(max_length=150, verbose_name='intitulé')),
                ('email', models.EmailField(max_length=254, verbose_name='adresse de fonction')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('academy', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.academy', verbose_name='académie')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.department', verbose_name='département')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='portal.servicecontact')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='servicecontact',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "portal_servicecontactevent" ("academy_id", "department_id", "email", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") SELECT old_values."academy_id", old_values."department_id", old_values."email", old_values."id", old_values."kind", old_values."name", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."phone" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='9f6a0fc3725b404882cc2491d9c2349fb3fa53fa', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_3d526', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='portal_servicecontact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='servicecontact',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "portal_servicecontactevent" ("academy_id", "department_id", "email", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") SELECT old_values."academy_id", old_values."department_id", old_values."email", old_values."id", old_values."kind", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."phone" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='ffcae6b4e5179363c715f67b113f4774e8d1c933', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_c457a', referencing='REFERENCING OLD TABLE AS old_values ', table='portal_servicecontact', when='AFTER')),
        ),
    ]
