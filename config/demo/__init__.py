"""The demo: a sample district on one machine, with everything that a real one has."""
