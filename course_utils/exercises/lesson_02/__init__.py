"""The exercises of lesson 02: pictures prepared, measured and taken apart.

Masks are arrays of ``bool`` with the shape (height, width). Two of the last exercises are real
jobs with many right answers: there a result is compared with what a person has measured.
"""

from course_utils.exercises.lesson_02 import (
    coin_job,
    colours,
    morphology,
    noise,
    points,
    porcelain,
    regions,
    sizes,
    touching_objects,
)

# in the order of the lesson
stretch = points.stretch
gamma = points.gamma
threshold = points.threshold
psnr = noise.psnr
median = noise.median
erode = morphology.erode
opening = morphology.opening
masked = colours.masked
red = colours.red
edges = regions.edges
largest = regions.largest
fit = sizes.fit
scaled = sizes.scaled
coins = coin_job.coins
touching = touching_objects.touching
isolate = porcelain.isolate
