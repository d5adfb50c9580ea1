"""Template filters of the page of whoever runs the sending."""
