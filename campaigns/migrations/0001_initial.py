import campaigns.models.campaigns
import campaigns.models.events
import django.db.models.deletion
import django.db.models.functions.text
import residents.encryption
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0005_office_history'),
        ('deliveries', '0003_transactional_messages'),
        ('residents', '0017_kept_counts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Audience',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('department', models.CharField(blank=True, max_length=60)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('put_away_at', models.DateTimeField(help_text='Offered no more; its versions stay.', null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='AudienceVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(default=1)),
                ('tree', models.JSONField()),
                ('counted', models.JSONField(default=dict, help_text='What was counted when it was saved.')),
                ('small_because', models.CharField(blank=True, help_text='Why so few people are written to, where they are fewer than the limit.', max_length=200)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('audience', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='campaigns.audience')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='For the office; residents read the subject.', max_length=120)),
                ('department', models.CharField(blank=True, max_length=60)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('awaiting', 'Awaiting approval'), ('planned', 'Planned'), ('cancelled', 'Cancelled')], default='draft', max_length=9)),
                ('is_advertisement', models.BooleanField(null=True)),
                ('subject', models.CharField(blank=True, max_length=120)),
                ('subject_b', models.CharField(blank=True, help_text='The other subject of an A/B trial.', max_length=120)),
                ('body', models.TextField(blank=True, help_text="The email in the composer's plain markup (campaigns/writing.py).")),
                ('sms', models.TextField(blank=True)),
                ('alimtalk_template', models.CharField(blank=True, max_length=60)),
                ('channels', models.JSONField(default=list, help_text='The channels chosen, first the one preferred.')),
                ('contact', models.CharField(blank=True, help_text='Whom to ask: unit, name, number.', max_length=120)),
                ('send_at', models.DateTimeField(help_text='None: as soon as it is approved.', null=True)),
                ('at_best_hour', models.BooleanField(default=False)),
                ('canary', models.PositiveIntegerField(default=0)),
                ('trial_percent', models.PositiveSmallIntegerField(default=0, help_text='Share of the A/B trial; 0 is none.')),
                ('frozen_hash', models.CharField(blank=True, help_text='What the approver approves.', max_length=64)),
                ('counted', models.JSONField(default=dict, help_text='Who gets it and who does not and why, when it was frozen.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('audience', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='campaigns.audienceversion')),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='campaigns.campaign')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('interest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='residents.interest')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='CampaignDispatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('all', 'Everybody'), ('a', 'Trial, first subject'), ('b', 'Trial, second subject'), ('rest', 'Everybody after the trial')], default='all', max_length=4)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='campaigns.campaign')),
                ('dispatch', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='campaign_part', to='deliveries.dispatch')),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(allow_unicode=True, max_length=80, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('summary', models.CharField(blank=True, max_length=200)),
                ('body', models.TextField(blank=True, help_text="In the composer's plain markup (campaigns/writing.py).")),
                ('department', models.CharField(blank=True, max_length=60)),
                ('contact', models.CharField(blank=True, help_text='Whom to ask: unit, name, number.', max_length=120)),
                ('place', models.CharField(max_length=120)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('fee', models.CharField(blank=True, help_text='In words; empty is free.', max_length=80)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('cancelled', 'Cancelled')], default='draft', max_length=9)),
                ('cancelled_because', models.CharField(blank=True, max_length=200)),
                ('takes_registrations', models.BooleanField(default=True)),
                ('opens_at', models.DateTimeField(help_text='None: from its publication on.', null=True)),
                ('closes_at', models.DateTimeField(help_text='None: until it starts.', null=True)),
                ('capacity', models.PositiveIntegerField(help_text='Seats; none: as many as come.', null=True)),
                ('seats_taken', models.PositiveIntegerField(default=0, help_text='By who is registered or was offered a place.')),
                ('waiting_capacity', models.PositiveIntegerField(help_text='Seats of the waiting list; none: no limit.', null=True)),
                ('fairness', models.CharField(choices=[('order', 'In the order of registering'), ('lot', 'By lot, drawn after registration closes')], default='order', max_length=5)),
                ('drawn_at', models.DateTimeField(null=True)),
                ('companions_at_most', models.PositiveSmallIntegerField(default=0)),
                ('offer_hours', models.PositiveSmallIntegerField(default=24, help_text='How long an offered place is kept.')),
                ('age_from', models.PositiveSmallIntegerField(null=True)),
                ('age_to', models.PositiveSmallIntegerField(null=True)),
                ('sex', models.CharField(blank=True, choices=[('M', 'Male'), ('F', 'Female')], max_length=1)),
                ('certificate', models.BooleanField(default=False, help_text='Who came gets a certificate.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dong', models.ForeignKey(help_text='Where it is; none: the district.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='accounts.dong')),
                ('interest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='residents.interest')),
                ('residents_of', models.ManyToManyField(blank=True, help_text='Only for residents of these dongs; none: of the district.', related_name='+', to='accounts.dong')),
            ],
            options={
                'ordering': ['starts_at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='campaign',
            name='event',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='campaigns.event'),
        ),
        migrations.CreateModel(
            name='EventQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('text', 'A short text'), ('choice', 'One of several'), ('yes_no', 'Yes or no')], default='text', max_length=6)),
                ('options', models.JSONField(default=list)),
                ('required', models.BooleanField(default=False)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='campaigns.event')),
            ],
            options={
                'ordering': ['place'],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=campaigns.models.campaigns._key, editable=False, max_length=12, unique=True)),
                ('target', models.URLField(max_length=500)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='campaigns.campaign')),
            ],
        ),
        migrations.CreateModel(
            name='Click',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('resident_number', models.BigIntegerField()),
                ('channel', models.CharField(max_length=8)),
                ('first_at', models.DateTimeField(auto_now_add=True)),
                ('times', models.PositiveIntegerField(default=1)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clicks', to='campaigns.link')),
            ],
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=campaigns.models.events._token, editable=False, help_text='In its QR code.', max_length=24, unique=True)),
                ('guest_name', residents.encryption.EncryptedTextField(default='')),
                ('guest_phone', residents.encryption.EncryptedTextField(default='')),
                ('seats', models.PositiveSmallIntegerField(default=1, help_text='The person and the companions.')),
                ('state', models.CharField(choices=[('entered', 'Waiting for the lot'), ('waiting', 'On the waiting list'), ('offered', 'A place is offered'), ('registered', 'Registered'), ('cancelled', 'Cancelled'), ('expired', 'The offer ran out'), ('not_drawn', 'Not drawn')], max_length=10)),
                ('route', models.CharField(choices=[('web', 'Web'), ('counter', 'Counter'), ('phone', 'Phone'), ('sms', 'SMS reply')], max_length=7)),
                ('answers', residents.encryption.EncryptedTextField(default='{}', help_text='JSON of question id → answer.')),
                ('rank', models.PositiveIntegerField(null=True)),
                ('offered_until', models.DateTimeField(null=True)),
                ('told_over', models.CharField(blank=True, choices=[('email', 'Email'), ('sms', 'SMS')], max_length=5)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('came_at', models.DateTimeField(null=True)),
                ('came_seats', models.PositiveSmallIntegerField(default=0, help_text='How many of its seats were checked in.')),
                ('came_recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='campaigns.event')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='residents.resident')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RegistrationChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_state', models.CharField(blank=True, max_length=10)),
                ('to_state', models.CharField(max_length=10)),
                ('route', models.CharField(blank=True, choices=[('web', 'Web'), ('counter', 'Counter'), ('phone', 'Phone'), ('sms', 'SMS reply')], max_length=7)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='campaigns.registration')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='audience',
            constraint=models.UniqueConstraint(models.F('department'), django.db.models.functions.text.Lower('name'), condition=models.Q(('put_away_at', None)), name='one_audience_of_a_name'),
        ),
        migrations.AddConstraint(
            model_name='audienceversion',
            constraint=models.UniqueConstraint(fields=('audience', 'number'), name='one_audience_version_of_a_number'),
        ),
        migrations.AddConstraint(
            model_name='campaigndispatch',
            constraint=models.UniqueConstraint(fields=('campaign', 'part'), name='one_dispatch_of_a_part'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['starts_at'], name='event_by_start'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='event_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('capacity', None), ('seats_taken__lte', models.F('capacity')), _connector='OR'), name='event_is_not_overbooked'),
        ),
        migrations.AddConstraint(
            model_name='eventquestion',
            constraint=models.UniqueConstraint(fields=('event', 'place'), name='one_event_question_a_place'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.UniqueConstraint(fields=('campaign', 'target'), name='one_link_of_a_target'),
        ),
        migrations.AddIndex(
            model_name='click',
            index=models.Index(fields=['resident_number'], name='click_of_resident'),
        ),
        migrations.AddConstraint(
            model_name='click',
            constraint=models.UniqueConstraint(fields=('link', 'resident_number', 'channel'), name='one_click_of_a_resident'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(fields=['event', 'state', 'rank'], name='registration_in_line'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(condition=models.Q(('state', 'offered')), fields=['offered_until'], name='registration_offered'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['entered', 'waiting', 'offered', 'registered'])), fields=('event', 'resident'), name='one_live_registration_of_a_resident'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('event', 'rank'), name='one_waiting_registration_of_a_rank'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('seats__gte', 1)), name='registration_has_a_seat'),
        ),
        migrations.AddIndex(
            model_name='campaign',
            index=models.Index(fields=['department', '-id'], name='campaign_of_department'),
        ),
    ]
