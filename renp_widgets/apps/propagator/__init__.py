"""A mediator's propagator, from heavy to light."""
