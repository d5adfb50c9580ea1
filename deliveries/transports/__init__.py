"""The ways out: one class per provider behind the contract of ``base``."""
