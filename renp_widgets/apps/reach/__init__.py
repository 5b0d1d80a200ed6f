"""Which mediators an experiment would exclude."""
