"""Taking away what still joins a mark to its answers inside the database: the order on the disk, the transaction.

PostgreSQL keeps with each row the transaction that wrote it (``xmin``) and lays rows down in the order of writing. The
mark and the answers of one resident come from one transaction, so whoever reads both could lay them side by side. Rows
that are mixed have all been written by the same transaction, in an order drawn by lot.
"""

from django.db import connection, transaction

from campaigns.models import SurveyState

# Surveys of which rows of more than one transaction lie about.
_UNMIXED = """
SELECT t.survey_id FROM campaigns_surveytaken AS t JOIN campaigns_survey AS s ON s.id = t.survey_id
 WHERE s.anonymous GROUP BY t.survey_id, s.state HAVING count(DISTINCT t.xmin::text) > 1 OR EXISTS (
    SELECT 1 FROM campaigns_surveyresponse AS r WHERE r.survey_id = t.survey_id AND s.state = %(closed)s
    GROUP BY r.survey_id HAVING count(DISTINCT r.xmin::text) > 1)
"""
_MIX_MARKS = """
WITH gone AS (DELETE FROM campaigns_surveytaken WHERE survey_id = %(survey)s RETURNING *)
INSERT INTO campaigns_surveytaken SELECT * FROM gone ORDER BY random()
"""
_MIX_RESPONSES = """
WITH gone AS (DELETE FROM campaigns_surveyresponse WHERE survey_id = %(survey)s RETURNING *)
INSERT INTO campaigns_surveyresponse SELECT * FROM gone ORDER BY random()
"""
_MIX_ANSWERS = """
WITH gone AS (
  DELETE FROM campaigns_surveyanswer AS a USING campaigns_surveyquestion AS q
   WHERE q.id = a.question_id AND q.survey_id = %(survey)s RETURNING a.*)
INSERT INTO campaigns_surveyanswer SELECT * FROM gone ORDER BY random()
"""


def mix_all() -> int:
    """Mix the anonymous surveys to which answers came since the last time; return how many they were."""
    with connection.cursor() as cursor:
        cursor.execute(_UNMIXED, {"closed": SurveyState.CLOSED})
        surveys = [row[0] for row in cursor.fetchall()]
    for survey in surveys:
        mix(survey)
    return len(surveys)


@transaction.atomic
def mix(survey_id: int) -> None:
    """Write a survey's marks anew in a drawn order; those of the answers too once no more can come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM campaigns_survey WHERE id = %s FOR UPDATE", [survey_id])
        row = cursor.fetchone()
        cursor.execute(_MIX_MARKS, {"survey": survey_id})
        if row and row[0] == SurveyState.CLOSED:
            cursor.execute(_MIX_RESPONSES, {"survey": survey_id})
            cursor.execute(_MIX_ANSWERS, {"survey": survey_id})
