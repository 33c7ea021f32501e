"""The exercises of lesson 07: convolution as a layer, pooling, and a network of such layers.

Pictures and maps are (height, width) or (height, width, channels); a batch has one axis more, in
front.
"""

from course_utils.exercises.lesson_07 import (
    dropping,
    first_cnn,
    judging,
    keeping,
    own_pictures,
    pooling,
    sharing,
    shifted_digits,
    vectors,
    whole_networks,
)

# in the order of the lesson
shared_weights = sharing.shared_weights
count_layers = sharing.count_layers
change_errors = sharing.change_errors
max_pool = pooling.max_pool
average_pool = pooling.average_pool
receptive_field = pooling.receptive_field
flatten = vectors.flatten
global_average = vectors.global_average
dropout = dropping.dropout
next_shape = whole_networks.next_shape
layer_parameters = whole_networks.layer_parameters
build_cnn = first_cnn.build_cnn
worst_mistakes = judging.worst_mistakes
improve = shifted_digits.improve
save_and_load = keeping.save_and_load
prepare = own_pictures.prepare
