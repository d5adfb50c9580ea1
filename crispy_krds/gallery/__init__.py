"""Every field and layout object in every state, to look at and to test."""
