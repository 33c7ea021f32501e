"""The exercises of lesson 05 whose answer is a Keras model, judged by what it does."""

from course_utils.exercises.lesson_05 import digit_networks, first_networks, optimisers

first_model = first_networks.first_model
deeper = first_networks.deeper
optimiser = optimisers.optimiser
digits_model = digit_networks.digits_model
