"""Messages without places, for tests of how a transport carries them."""

from deliveries.content import compile_content
from deliveries.models import Content
from deliveries.transports.base import Message


def literal_message(
    delivery_id: int,
    reference: str,
    address: str,
    subject: str = "",
    text: str = "",
    html: str = "",
    list_id: str = "",
    unsubscribe_url: str = "",
) -> Message:
    """Return a message that says exactly this."""
    content = compile_content(Content(subject=subject, text=text, html=html))
    return Message(delivery_id, reference, address, content, {}, list_id, unsubscribe_url)
