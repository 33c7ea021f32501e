"""Softmax: from logits to probabilities, and answers to pictures that belong to no class."""
