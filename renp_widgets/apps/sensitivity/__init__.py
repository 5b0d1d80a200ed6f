"""What an experiment would see."""
