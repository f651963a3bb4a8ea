"""Grassroots democracy: what a commune makes public, lets people decide, asks them about, lets them supervise."""
