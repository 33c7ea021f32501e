"""The exercises of lesson 05: networks in Keras, and the care that their data needs.

Samples are rows: inputs are (n, features), labels (n,). Epochs are counted from 1, positions in an
array from 0.
"""

from course_utils.exercises.lesson_05 import answers, counting, scaling, splitting, stopping

# in the order of the lesson
count_dense = counting.count_dense
count_network = counting.count_network
standardise = scaling.standardise
split = splitting.split
best_epoch = stopping.best_epoch
classes = answers.classes
