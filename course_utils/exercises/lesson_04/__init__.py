"""The exercises of lesson 04: a neural network in NumPy.

A batch has one sample a row, (n, features). A layer is a pair ``(weights, bias)`` of shapes
(inputs, nodes) and (nodes,), and ``x @ weights + bias`` are its weighted sums, (n, nodes). Labels
are class numbers, (n,).
"""

from course_utils.exercises.lesson_04 import (
    activations,
    activity,
    backwards,
    layers,
    loops,
    probabilities,
    steps,
)

# in the order of the lesson
relu = activations.relu
sigmoid = activations.sigmoid
dense = layers.dense
softmax = probabilities.softmax
forward = layers.forward
cross_entropy = probabilities.cross_entropy
slope = steps.slope
bias_step = steps.bias_step
update = steps.update
momentum = steps.momentum
backward = backwards.backward
train = loops.train
reading = activity.reading
setting = activity.setting
