"""What one does on each page of the office, by its URL's name: the words of “what each role may see and do”.

A page that has no words here is shown by its address alone.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

AREAS: "dict[str, StrPromise]" = {
    "": _("The first page"),
    "bundles": _("Paper forms"),
    "cockpit": _("Enrolment rate"),
    "counter": _("Counter"),
    "deliveries": _("State of the sending"),
    "imports": _("Enrolments from a file"),
    "office": _("Office: people, rights, access log"),
    "proofs": _("Proving of contacts"),
    "repair": _("Contact repair"),
    "requests": _("Residents’ requests"),
    "staff": _("Notices"),
}

WORDS: "dict[str, StrPromise]" = {
    "landing": _("Be led to the page of one’s own work"),
    "bundles:list": _("See the bundles of paper forms"),
    "cockpit:home": _("See the enrolment rate"),
    "counter:home": _("Stand at the counter: search and enrol"),
    "counter:resident": _("Open a resident’s record"),
    "deliveries:health": _("See how the sending goes"),
    "deliveries:health_live": pgettext_lazy("page", "The same, as it moves"),
    "imports:list": _("Enrol people from a file"),
    "repair:list": _("Repair contacts before a send day"),
    "requests:list": _("See which requests wait"),
    "requests:one": _("Read and answer a resident’s request"),
    "office:access_log": _("See what is unusual in the access log"),
    "office:access_log_review": _("Mark a month as reviewed"),
    "office:access_log_lines": _("Search the lines of the access log"),
    "office:access_log_download": _("Take lines of the access log as a file"),
    "office:password": _("Change one’s own password"),
    "office:people": _("See people and their roles"),
    "office:people_changes": _("See changes to accounts and rights"),
    "office:people_roles": _("See what each role may do"),
    "office:person": _("See one person’s account"),
    "office:person_new": _("Make an account"),
    "office:person_rights": _("Give and take back rights"),
    "office:person_place": _("Set name, department and dong"),
    "office:person_password": _("Give a starting password"),
    "office:person_deactivate": _("Shut an account"),
    "office:person_reactivate": _("Open an account again"),
    "staff:home": _("See the department’s batches (others are led on)"),
    "staff:batch_new": _("Take in a register"),
    "staff:batch": _("See a batch"),
    "staff:live": pgettext_lazy("page", "The same, as it moves"),
    "staff:rows": _("See the rows of a batch, with names"),
    "staff:settle": _("Settle whose an ambiguous row is"),
    "staff:rows_list": _("Take the rows of a batch as a file"),
    "staff:paper_list": _("Take the paper list as a file"),
    "staff:submit": _("Ask for approval"),
    "staff:approve": _("Approve a batch"),
    "staff:pause": _("Pause a batch"),
    "staff:resume": _("Go on with a batch"),
    "staff:cancel": _("Cancel a batch"),
    "staff:not_me_seen": _("See to answers of “not me”"),
    "staff:doubts_to_paper": _("Send what is in doubt on paper"),
    "staff:doubts_again": _("Send what is in doubt once more"),
}
