"""Stand-ins for the outside world, each a process of its own: a mail server and an SMS gateway that keep what they get.

They show it as a resident would see it, and can be told to fail in the ways real ones do. Nothing here imports Django.
"""
