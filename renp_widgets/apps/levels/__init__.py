"""What an atom may emit, as slides."""
