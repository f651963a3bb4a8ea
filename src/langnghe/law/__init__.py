"""What the statutes and official guides say, as data with its source: taxonomy, document formats, procedures."""
