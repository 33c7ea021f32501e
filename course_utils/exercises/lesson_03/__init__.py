"""The exercises of lesson 03: pictures changed so that their labels stay true.

``x`` runs to the right and ``y`` down; the centre of a pixel lies at whole numbers. A matrix, 3 by
3, takes a place ``(x, y, 1)`` of the old picture to its place in the new one. Positive degrees turn
counter-clockwise as seen. A box is ``(x, y, width, height)``.

Where an answer is random, the checks call it many times and compare what right answers have in
common. Every bound is at least six standard errors away from what a right answer gives.
"""

from course_utils.exercises.lesson_03 import (
    boxes,
    choices,
    half_turns,
    light,
    matrices,
    pixels,
    policies,
    repeatable_noise,
    training_sets,
)

# in the order of the lesson
flip = pixels.flip
shift = pixels.shift
matrix = matrices.matrix
compose = matrices.compose
jitter = light.jitter
noise = repeatable_noise.noise
flip_box = boxes.flip_box
move_box = boxes.move_box
labels = half_turns.labels
pipeline = policies.pipeline
training = training_sets.training
strength = choices.strength
