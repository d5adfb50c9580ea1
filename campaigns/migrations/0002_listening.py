import campaigns.models.surveys
import django.db.models.deletion
import residents.encryption
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_office_history'),
        ('campaigns', '0001_initial'),
        ('deliveries', '0003_transactional_messages'),
        ('residents', '0017_kept_counts'),
    ]

    operations = [
        migrations.CreateModel(
            name='CannedAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.CharField(blank=True, max_length=60)),
                ('title', models.CharField(max_length=80)),
                ('text', models.TextField()),
                ('used', models.PositiveIntegerField(default=0)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['title'],
            },
        ),
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('email', 'Email'), ('sms', 'SMS')], max_length=5)),
                ('address', residents.encryption.EncryptedTextField(default='', help_text='Where answers go.')),
                ('address_hash', residents.encryption.HashField()),
                ('subject', residents.encryption.EncryptedTextField(default='')),
                ('department', models.CharField(blank=True, help_text="Whose it is; empty: nobody's yet.", max_length=60)),
                ('state', models.CharField(choices=[('open', 'Waits for the office'), ('answered', 'Answered'), ('closed', 'Closed')], default='open', max_length=8)),
                ('due_at', models.DateTimeField(null=True)),
                ('dispatch_id', models.BigIntegerField(null=True)),
                ('began_at', models.DateTimeField(auto_now_add=True)),
                ('waits_since', models.DateTimeField(help_text='Since when its oldest unanswered words wait.', null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='residents.resident')),
            ],
            options={
                'ordering': ['waits_since', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ConversationMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('in', 'From the resident'), ('out', 'From the office'), ('note', 'Internal note')], max_length=4)),
                ('text', residents.encryption.EncryptedTextField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('provider_id', models.CharField(max_length=200, null=True, unique=True)),
                ('attachments', models.PositiveSmallIntegerField(default=0, help_text='How many files came with it; none is kept.')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='campaigns.conversation')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', residents.encryption.EncryptedTextField()),
                ('text', residents.encryption.EncryptedTextField(default='')),
                ('department', models.CharField(blank=True, help_text="Whose it is; empty: nobody's yet.", max_length=60)),
                ('state', models.CharField(choices=[('received', 'Received'), ('review', 'Being looked at'), ('taken_up', 'Taken up'), ('done', 'Done'), ('declined', 'Not taken up'), ('taken_back', 'Taken back')], default='received', max_length=10)),
                ('due_on', models.DateField(null=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('public_title', models.CharField(blank=True, max_length=120)),
                ('public_text', models.TextField(blank=True)),
                ('released_at', models.DateTimeField(null=True)),
                ('dong', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.dong')),
                ('interest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='residents.interest')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='residents.resident')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ProposalStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('received', 'Received'), ('review', 'Being looked at'), ('taken_up', 'Taken up'), ('done', 'Done'), ('declined', 'Not taken up'), ('taken_back', 'Taken back')], max_length=10)),
                ('answer', residents.encryption.EncryptedTextField(default='')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='campaigns.proposal')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(allow_unicode=True, max_length=80, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('introduction', models.TextField(blank=True)),
                ('department', models.CharField(blank=True, max_length=60)),
                ('contact', models.CharField(blank=True, max_length=120)),
                ('anonymous', models.BooleanField(default=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('closed', 'Closed')], default='draft', max_length=6)),
                ('opened_at', models.DateTimeField(null=True)),
                ('closes_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='surveys', to='campaigns.event')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='SaidAndDone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('said', models.TextField()),
                ('did', models.TextField()),
                ('department', models.CharField(blank=True, max_length=60)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('told', models.JSONField(default=dict, help_text='How many were told, over which channel, when.')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='campaigns.event')),
                ('interest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='residents.interest')),
                ('proposals', models.ManyToManyField(blank=True, related_name='outcomes', to='campaigns.proposal')),
                ('survey', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='campaigns.survey')),
            ],
            options={
                'ordering': ['-published_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='campaign',
            name='survey',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='campaigns.survey'),
        ),
        migrations.CreateModel(
            name='SurveyQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('one', 'One of several'), ('many', 'One or more of several'), ('scale', 'From 1 to 5'), ('text', 'A free text')], max_length=5)),
                ('options', models.JSONField(default=list)),
                ('required', models.BooleanField(default=False)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='campaigns.survey')),
            ],
            options={
                'ordering': ['place'],
            },
        ),
        migrations.CreateModel(
            name='SurveyResponse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('receipt', models.CharField(default=campaigns.models.surveys._receipt, editable=False, max_length=16, unique=True)),
                ('day', models.DateField()),
                ('dong_id', models.CharField(blank=True, max_length=10)),
                ('age_band', models.CharField(blank=True, max_length=8)),
                ('resident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='survey_responses', to='residents.resident')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='campaigns.survey')),
            ],
        ),
        migrations.CreateModel(
            name='SurveyAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choices', models.JSONField(default=list)),
                ('text', residents.encryption.EncryptedTextField(default='')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='campaigns.surveyquestion')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='campaigns.surveyresponse')),
            ],
        ),
        migrations.CreateModel(
            name='SurveyTaken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taker_hash', residents.encryption.HashField()),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taken', to='campaigns.survey')),
            ],
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['department', 'waits_since'], name='conversation_open'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(fields=['address_hash', '-id'], name='conversation_by_address'),
        ),
        migrations.AddConstraint(
            model_name='surveyquestion',
            constraint=models.UniqueConstraint(fields=('survey', 'place'), name='one_survey_question_a_place'),
        ),
        migrations.AddConstraint(
            model_name='surveyanswer',
            constraint=models.UniqueConstraint(fields=('response', 'question'), name='one_answer_to_a_question'),
        ),
        migrations.AddConstraint(
            model_name='surveytaken',
            constraint=models.UniqueConstraint(fields=('survey', 'taker_hash'), name='one_answer_of_a_resident'),
        ),
    ]
