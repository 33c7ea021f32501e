"""Noise and filters against it."""
