"""Enrolling on the site: a file per page."""
