from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    name = "deliveries"

    def ready(self) -> None:
        from deliveries import planning, suppressions, transactional
        from deliveries.contact_news import ContactNews
        from residents.codes import contact_proved
        from residents.not_me import address_refused
        from residents.outgoing import message_wanted
        from residents.reached import register_reached
        from residents.repair.sources import register_source

        message_wanted.connect(transactional.store, dispatch_uid="deliveries.store")
        contact_proved.connect(suppressions.lift, dispatch_uid="deliveries.lift")
        address_refused.connect(suppressions.refuse, dispatch_uid="deliveries.refuse")
        register_source("deliveries", ContactNews())
        register_reached("deliveries", planning.planned_to)
