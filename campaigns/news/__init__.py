"""News, as each resident chose it: what comes over which channel, its result told, the consent called to mind."""

SERVICE = "events"  # the subscription on which all news rest
