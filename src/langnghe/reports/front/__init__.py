"""Papers of the Front about supervision and social criticism, in the layout of Decree 30/2020 that it uses."""
