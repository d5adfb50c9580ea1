"""How: dispatches, deliveries, transports and the worker. Knows no tax bill and no lecture."""
