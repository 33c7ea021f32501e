"""A computation as a graph: forward to the loss, and backward to the gradients."""
