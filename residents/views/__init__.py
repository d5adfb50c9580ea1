"""Pages for residents, a folder per part of the site."""
