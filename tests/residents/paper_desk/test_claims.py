"""Two people never get the same form."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from residents.models import PaperForm
from residents.paper_desk.claims import NotYours, claim, claim_next
from residents.paper_desk.queues import Queue, forms_in, waiting
from tests.people import SONGJEONG, clerk, paper_desk
from tests.residents.paper_desk.box import bundle, form_of

State = PaperForm.State


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_people_who_ask_at_once_get_one_form_each() -> None:
    people = [paper_desk(f"paper{at}") for at in range(4)]
    found, together = bundle(people[0], count=4), Barrier(4)

    def ask(user):
        together.wait()
        try:
            got = claim_next(PaperForm.objects.filter(bundle=found, state=State.OPEN), by=user)
            return got.number if got else None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(ask, people))

    assert sorted(numbers) == [1, 2, 3, 4]


@pytest.mark.django_db
def test_a_claim_runs_out_and_then_the_form_is_somebody_elses(settings) -> None:
    one, other = paper_desk(), paper_desk("paper2")
    found = form_of(bundle(one))
    claim(found, by=one, states=[State.OPEN])
    with pytest.raises(NotYours):
        claim(found, by=other, states=[State.OPEN])
    with time_machine.travel(timezone.now() + timedelta(minutes=settings.PAPER_CLAIM_MINUTES + 1)):
        claim(found, by=other, states=[State.OPEN])
        with pytest.raises(NotYours):
            claim(found, by=one, states=[State.OPEN])


@pytest.mark.django_db
def test_the_next_form_is_found_by_one_statement_and_an_index() -> None:
    user = paper_desk()
    found = bundle(user, count=400)
    found.forms.filter(number__lte=390).update(state=State.AGREED)
    with CaptureQueriesContext(connection) as queries:
        assert claim_next(PaperForm.objects.filter(bundle=found, state=State.OPEN), by=user).number == 391
    asked = [query["sql"] for query in queries if query["sql"].startswith(("SELECT", "UPDATE"))]
    assert len(asked) == 2
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE residents_paperform")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {asked[0]}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "paper_form_queue" in plan or "paper_form_sum" in plan, plan


@pytest.mark.django_db
def test_a_second_entry_is_never_offered_to_whoever_made_the_first() -> None:
    one, other, near, far = paper_desk(), paper_desk("paper2"), clerk(), clerk("far", SONGJEONG)
    PaperForm.objects.filter(bundle=bundle(one), number=1).update(state=State.SECOND, first_by=one)

    assert claim_next(forms_in(Queue.SECOND, of=one), by=one) is None
    assert claim_next(forms_in(Queue.SECOND, of=far), by=far) is None
    assert forms_in(Queue.SECOND, of=near).count() == 1
    assert claim_next(forms_in(Queue.SECOND, of=other), by=other) is not None
    assert next((each.count, each.mine) for each in waiting(one)) == (1, 0)
    assert next((each.count, each.mine) for each in waiting(other)) == (1, 1)
