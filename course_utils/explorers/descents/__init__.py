"""Gradient descent: where an optimiser goes on a loss curve or a contour map."""
