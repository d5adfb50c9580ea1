"""Addresses of the resident's pages, a file per part of the site."""
