"""Careers: who people are, what they can carry, why they leave, how spells begin and end."""
