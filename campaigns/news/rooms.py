"""What links, news and digests have with the rooms below; called once, from ``AppConfig.ready``."""

from campaigns import incoming, links
from campaigns.digests.letters import DigestValues
from campaigns.digests.pages import DigestPages
from campaigns.news import by_sms, choosing, leaving, my_data, telling
from deliveries.pages import register_pages
from deliveries.sources import register_source
from residents.destruction import register_room
from residents.my_data import register_section
from residents.subscriptions import subscription_changed


def register() -> None:
    register_room("campaigns.links", links.forget, {})
    register_room("campaigns.news", leaving.forget, {})
    register_section(my_data.digest)
    register_section(my_data.reconfirmations)
    subscription_changed.connect(telling.hear_change, dispatch_uid="campaigns.news.telling")
    subscription_changed.connect(choosing.hear_end, dispatch_uid="campaigns.news.choosing")
    incoming.register_reader("opting out", by_sms.read, order=incoming.OPTING_OUT)
    register_source("digests", DigestValues())
    register_pages("digests", DigestPages())
