"""Grassroots democracy: what each commune makes public, lets the people decide, asks them about, lets them supervise."""
