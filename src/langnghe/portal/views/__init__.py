"""Pages of citizens, one file a page."""
