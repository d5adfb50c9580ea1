"""A mail server that keeps everything: ``python -m config.simulators.mail_catcher --smtp-port 0 --http-port 0``."""

import argparse
import sys

from config.simulators import life
from config.simulators.faults import Faults
from config.simulators.mail_bounces import Returned
from config.simulators.mail_pages import MailPages
from config.simulators.mail_replies import ReplyBox
from config.simulators.mail_smtp import EXTENSIONS, STAGES, House, MailServer
from config.simulators.mail_store import MailStore
from config.simulators.web import WebServer
from config.words import say as _


def main() -> int:
    """Serve until a signal comes; return 1 when a port cannot be had."""
    given = _arguments()
    if given.die_with_parent:
        life.die_with_parent()
    ending = life.ending_signal()
    store, faults = MailStore(given.store), Faults(stage=STAGES)
    house = House(store, faults, Returned(given.bounces), given.without, ReplyBox(given.reply_address, given.replies))
    pages = MailPages(store, faults, replies=house.replies)
    try:
        web = WebServer(given.host, given.http_port, pages.respond)
    except OSError as error:
        return life.refuse_port(given.http_port, error)
    try:
        smtp = MailServer(house, given.host, given.smtp_port)
    except OSError as error:
        return life.refuse_port(given.smtp_port, error)
    pages.smtp = (given.host, smtp.port)
    smtp.begin()
    web.begin()
    life.announce(smtp=smtp.port, http=web.port)
    ending.wait()
    web.end()
    smtp.end()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mail_catcher")
    parser.add_argument("--smtp-port", type=int, default=0, help=_("port for mail; 0 takes a free one"))
    parser.add_argument("--http-port", type=int, default=0, help=_("port for the browser; 0 takes a free one"))
    parser.add_argument("--bounces", metavar="FOLDER", help=_("maildir for the reports of mail that bounced"))
    parser.add_argument("--reply-address", metavar="ADDRESS", help=_("where answers to mail come"))
    parser.add_argument("--replies", metavar="FOLDER", help=_("maildir for what comes to that address"))
    parser.add_argument(
        "--without", action="append", default=[], choices=EXTENSIONS, help=_("an SMTP extension not to offer")
    )
    life.add_arguments(parser)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
