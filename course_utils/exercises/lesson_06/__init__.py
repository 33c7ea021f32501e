"""The exercises of lesson 06: convolution.

A picture is (height, width) or (height, width, channels). A kernel is (rows, columns), or (rows,
columns, channels), or (rows, columns, channels, kernels) for several at once. It is not flipped.
"""

from course_utils.exercises.lesson_06 import (
    channels,
    patterns,
    recovery,
    responses,
    sizes,
    sliding,
    windows,
)

# in the order of the lesson
window_sum = windows.window_sum
slide = sliding.slide
flip = windows.flip
diagonal = responses.diagonal
signed = responses.signed
lost_kernel = recovery.lost_kernel
pad_zeros = sizes.pad_zeros
output_size = sizes.output_size
stride_and_dilation = sizes.stride_and_dilation
volume = channels.volume
many_kernels = channels.many_kernels
count_parameters = channels.count_parameters
separable = patterns.separable
find_template = patterns.find_template
