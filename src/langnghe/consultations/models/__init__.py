"""The tables of the room, one file an idea."""
