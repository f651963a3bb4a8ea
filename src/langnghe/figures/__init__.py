"""Counts in, publishable numbers out."""
