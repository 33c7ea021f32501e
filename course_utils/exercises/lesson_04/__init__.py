"""The exercises of lesson 04: a neural network in NumPy.

A batch has one sample a row, (n, features). A layer is a pair ``(weights, bias)`` of shapes
(inputs, nodes) and (nodes,), and ``x @ weights + bias`` are its weighted sums, (n, nodes). Labels
are class numbers, (n,).
"""

# in the order of the lesson
