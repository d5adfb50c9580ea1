"""The cockpit: how far the district is on its way to the goal, in figures that name nobody."""
