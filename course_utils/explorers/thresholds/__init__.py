"""Histogram, threshold and morphology."""
