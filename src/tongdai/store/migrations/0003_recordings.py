# Tables of recordings, of who listened, of incidents and of archived months; indexes for what people ask of the log.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0002_calls'),
    ]

    operations = [
        migrations.CreateModel(
            name='ArchivedMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.CharField(max_length=7)),
                ('calls', models.PositiveIntegerField(default=0)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('file', models.CharField(blank=True, default='', max_length=80)),
                ('at', models.DateTimeField(null=True)),
                ('late', models.PositiveIntegerField(default=1)),
                ('told', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=32)),
                ('cell', models.CharField(max_length=8)),
                ('began', models.DateTimeField()),
                ('ended', models.DateTimeField(null=True)),
                ('details', models.JSONField(default=dict)),
                ('affected', models.JSONField(default=dict)),
                ('evidence', models.CharField(blank=True, default='', max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='Listening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recording', models.CharField(max_length=32)),
                ('call', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('who', models.CharField(max_length=80)),
                ('person_id', models.BigIntegerField(null=True)),
                ('surface', models.CharField(max_length=32)),
                ('action', models.CharField(max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name='Recording',
            fields=[
                ('id', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('call', models.CharField(max_length=80)),
                ('cell', models.CharField(max_length=8)),
                ('channel', models.CharField(max_length=80)),
                ('number', models.CharField(max_length=32)),
                ('caller', models.CharField(max_length=32)),
                ('dialled', models.CharField(max_length=32)),
                ('answered_by', models.CharField(max_length=32)),
                ('started', models.DateTimeField()),
                ('began', models.FloatField()),
                ('seconds', models.FloatField(default=0)),
                ('state', models.CharField(max_length=8)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('parts', models.JSONField()),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('sealed', models.BooleanField(default=False)),
                ('held', models.BooleanField(default=False)),
                ('hold_reason', models.CharField(blank=True, default='', max_length=200)),
                ('waveform', models.BinaryField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='RecordingUse',
            fields=[
                ('tenant', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to='store.tenant')),
                ('count', models.BigIntegerField(default=0)),
                ('size', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.RemoveIndex(
            model_name='call',
            name='calls_by_time',
        ),
        migrations.RemoveIndex(
            model_name='call',
            name='calls_by_talk',
        ),
        migrations.RemoveIndex(
            model_name='call',
            name='calls_by_caller',
        ),
        migrations.RemoveIndex(
            model_name='call',
            name='calls_by_dialled',
        ),
        migrations.RemoveIndex(
            model_name='call',
            name='calls_by_answered',
        ),
        migrations.AddField(
            model_name='call',
            name='mos',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='call',
            name='one_way',
            field=models.CharField(max_length=8, null=True),
        ),
        migrations.AddField(
            model_name='call',
            name='recorded',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='extension',
            name='record_incoming',
            field=models.CharField(default='never', max_length=16),
        ),
        migrations.AddField(
            model_name='extension',
            name='record_outgoing',
            field=models.CharField(default='never', max_length=16),
        ),
        migrations.AddField(
            model_name='package',
            name='log_months',
            field=models.PositiveIntegerField(default=24),
        ),
        migrations.AddField(
            model_name='tenant',
            name='recording_announcement',
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['tenant', 'started', 'id', 'talk_seconds', 'outcome', 'caller', 'dialled', 'answered_by'], name='calls_by_time'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['tenant', 'outcome', 'talk_seconds', 'id', 'started', 'caller', 'dialled', 'answered_by'], name='calls_by_talk_seconds'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['tenant', 'caller', 'started', 'id', 'talk_seconds', 'outcome'], name='calls_by_caller'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['tenant', 'dialled', 'started', 'id', 'talk_seconds', 'outcome'], name='calls_by_dialled'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['tenant', 'answered_by', 'started', 'id', 'talk_seconds', 'outcome'], name='calls_by_answered'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['tenant', 'direction', 'started', 'id'], name='calls_by_direction'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(condition=models.Q(('mos__lt', 3.6)), fields=['tenant', 'started', 'id', 'mos'], name='calls_of_poor_quality'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(condition=models.Q(('one_way__isnull', False)), fields=['tenant', 'one_way', 'started', 'id'], name='calls_one_way'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(condition=models.Q(('recorded', True)), fields=['tenant', 'started', 'id'], name='calls_recorded'),
        ),
        migrations.AddField(
            model_name='archivedmonth',
            name='tenant',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.tenant'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(fields=['began', 'id'], name='incidents_by_time'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(fields=['ended', 'kind'], name='incidents_not_ended'),
        ),
        migrations.AddField(
            model_name='listening',
            name='tenant',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.tenant'),
        ),
        migrations.AddField(
            model_name='recording',
            name='tenant',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.tenant'),
        ),
        migrations.AddConstraint(
            model_name='archivedmonth',
            constraint=models.UniqueConstraint(fields=('tenant', 'month'), name='one_archive_per_month'),
        ),
        migrations.AddIndex(
            model_name='listening',
            index=models.Index(fields=['tenant', 'at'], name='listenings_by_time'),
        ),
        migrations.AddIndex(
            model_name='listening',
            index=models.Index(fields=['recording', 'at'], name='listenings_of_a_recording'),
        ),
        migrations.AddIndex(
            model_name='recording',
            index=models.Index(fields=['tenant', 'started', 'id'], name='recordings_by_time'),
        ),
        migrations.AddIndex(
            model_name='recording',
            index=models.Index(fields=['tenant', 'number', 'started', 'id'], name='recordings_by_number'),
        ),
        migrations.AddIndex(
            model_name='recording',
            index=models.Index(fields=['tenant', 'caller', 'started', 'id'], name='recordings_by_caller'),
        ),
        migrations.AddIndex(
            model_name='recording',
            index=models.Index(fields=['tenant', 'dialled', 'started', 'id'], name='recordings_by_dialled'),
        ),
        migrations.AddIndex(
            model_name='recording',
            index=models.Index(fields=['tenant', 'answered_by', 'started', 'id'], name='recordings_by_answered'),
        ),
        migrations.AddIndex(
            model_name='recording',
            index=models.Index(fields=['tenant', 'state', 'size'], name='recordings_by_size'),
        ),
        migrations.AddIndex(
            model_name='recording',
            index=models.Index(condition=models.Q(('held', True)), fields=['tenant', 'state', 'size'], name='recordings_held'),
        ),
        migrations.AddIndex(
            model_name='recording',
            index=models.Index(fields=['state', 'started'], name='recordings_by_state'),
        ),
        migrations.AddConstraint(
            model_name='recording',
            constraint=models.UniqueConstraint(fields=('call', 'channel'), name='one_recording_per_channel'),
        ),
    ]
