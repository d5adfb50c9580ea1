"""What deliveries answers over HTTP: calls of the providers, and nothing for people."""
