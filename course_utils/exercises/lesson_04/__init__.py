"""The exercises of lesson 04: a neural network in NumPy.

A batch has one sample a row, (n, features). A layer is a pair ``(weights, bias)`` of shapes
(inputs, nodes) and (nodes,), and ``x @ weights + bias`` are its weighted sums, (n, nodes). Labels
are class numbers, (n,).
"""

from course_utils.exercises.lesson_04 import activations, layers, probabilities

# in the order of the lesson
relu = activations.relu
sigmoid = activations.sigmoid
dense = layers.dense
softmax = probabilities.softmax
forward = layers.forward
cross_entropy = probabilities.cross_entropy
