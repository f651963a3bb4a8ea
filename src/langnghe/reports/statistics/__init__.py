"""The statutory statistics on reception, complaints and denunciations: forms as data, counted, traced and exported."""
