"""Audiences: questions about residents, built without code, counted while they are composed, saved in versions."""
