"""The only way to a name: permission, stated reason, journal entry, unseal."""
