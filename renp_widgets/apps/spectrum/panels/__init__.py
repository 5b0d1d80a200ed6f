"""The panels around the picture. A panel sets the model's view, pins or session, and shows a scene
when it is asked to.
"""
