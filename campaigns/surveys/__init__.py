"""Surveys: writing, opening, answering once, counting, and who took part."""
