"""What several apps share."""
