"""What may be said: audiences, campaigns and events of interest to residents."""
