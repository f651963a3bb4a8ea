"""Who must do, report or make public what, and by when."""
