"""Addresses of the pages of notices: ``resident`` under /n/, ``staff`` under /staff/."""
