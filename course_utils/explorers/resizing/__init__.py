"""Resizing and scaling of values."""
