"""My page (내 소통): what a resident sees of themself, and decides; a module for each page."""
