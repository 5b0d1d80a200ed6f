"""Live: any state, what is computed of it, and a figure, made into an app. It knows no physics."""
