"""Convolution step by step: the window, the products, their sum, the output that grows."""
