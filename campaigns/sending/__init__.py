"""Sending news: what may be said to whom and when, who approves it, and how it goes out."""
