"""Who: households, residents, contact points, consent, subscriptions and interests, encrypted at rest."""
