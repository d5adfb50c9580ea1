from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "residents"

    def ready(self) -> None:
        from residents import looks, office_words
        from residents.codes import contact_proved
        from residents.imports import looks as looks_at_imports
        from residents.not_me import address_refused
        from residents.paper_desk.listening import listen
        from residents.proofs import address_proved
        from residents.repair import finding, looking, outcomes

        address_proved.connect(outcomes.settle, dispatch_uid="residents.repair.settle")
        contact_proved.connect(outcomes.strike, dispatch_uid="residents.repair.strike")
        address_refused.connect(finding.hear_refusal, dispatch_uid="residents.repair.refused")
        listen()
        looks.register_lists("imports", looks.Lists(looks_at_imports.lists_holding, looks_at_imports.ACTIONS))
        looks.register_lists("contact repair", looking.LISTS)
        office_words.register_words()
