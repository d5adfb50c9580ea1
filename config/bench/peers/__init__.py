"""How mail is usually sent from Django: the peers that Sotong is measured against. Nothing else uses this."""
