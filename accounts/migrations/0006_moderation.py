"""Members are told when the company moderated what they wrote."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_deliveries_apart'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('answer', 'An answer to your question'), ('reply', 'A reply to a thread you watch'), ('new_thread', 'A new thread on a board you watch'), ('name_call', 'Somebody named you'), ('solved', 'A thread you watch was solved'), ('your_answer', 'Your answer became the Solution'), ('confirmed', 'An ambassador confirmed a Solution for you'), ('recommended', 'Your answer was recommended'), ('state', 'Where a thread you watch stands'), ('moderated', 'The company moderated what you wrote'), ('remind_solved', 'A reminder to say whether it was solved')], max_length=16),
        ),
    ]
