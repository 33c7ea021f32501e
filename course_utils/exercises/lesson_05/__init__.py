"""The exercises of lesson 05: networks in Keras, and the care that their data needs.

Samples are rows: inputs are (n, features), labels (n,). Epochs are counted from 1, positions in an
array from 0.
"""

from course_utils.exercises.lesson_05 import answers, counting, models, scaling, splitting, stopping

# in the order of the lesson
count_dense = counting.count_dense
count_network = counting.count_network
standardise = scaling.standardise
split = splitting.split
first_model = models.first_model
deeper = models.deeper
optimiser = models.optimiser
best_epoch = stopping.best_epoch
classes = answers.classes
digits_model = models.digits_model
