"""Papers that an officer must send about a case: Word forms the office can edit, filled from the case."""
