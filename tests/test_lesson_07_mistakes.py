"""Answers that learners give to lesson 07's first half: right ones pass, wrong ones are named."""

import numpy as np

from course_utils.exercises import lesson_07 as ex


def advice(exercise, answer):
    """Return the sentence of the mistake that is found in an answer."""
    report = exercise.grade(answer)
    assert report.mistake, report.text
    return report.advice


def told(exercise, answer):
    """Return the report on a wrong answer."""
    report = exercise.grade(answer)
    assert not report.passed
    return report.text


# ---- shared_weights ------------------------------------------------------------------------------


def windows_of_numbers(kernel, height, width):
    """Fill the matrix from the numbers of the pixels in each window."""
    numbers = np.arange(height * width).reshape(height, width)
    windows = np.lib.stride_tricks.sliding_window_view(numbers, kernel.shape)
    pixels = windows.reshape(-1, kernel.size)
    matrix = np.zeros((height * width, len(pixels)))
    for place, each in enumerate(pixels):
        matrix[each, place] = kernel.ravel()
    return matrix


def padded_kernel(kernel, height, width):
    rows, columns = kernel.shape
    units = []
    for top in range(height - rows + 1):
        for left in range(width - columns + 1):
            frame = ((top, height - rows - top), (left, width - columns - left))
            units.append(np.pad(kernel, frame).flatten())
    return np.array(units).transpose()


def rows_as_units(kernel, height, width):
    rows, columns = kernel.shape
    units = []
    for top in range(height - rows + 1):
        for left in range(width - columns + 1):
            one = np.zeros((height, width))
            one[top : top + rows, left : left + columns] = kernel
            units.append(one.ravel())
    return np.array(units)


def without_the_last_place(kernel, height, width):
    rows, columns = kernel.shape
    units = []
    for top in range(height - rows):
        for left in range(width - columns):
            one = np.zeros((height, width))
            one[top : top + rows, left : left + columns] = kernel
            units.append(one.ravel())
    return np.stack(units, axis=1)


def one_array_outside_the_loops(kernel, height, width):
    rows, columns = kernel.shape
    units = []
    one = np.zeros((height, width))
    for top in range(height - rows + 1):
        for left in range(width - columns + 1):
            one[top : top + rows, left : left + columns] = kernel
            units.append(one.ravel())
    return np.stack(units, axis=1)


def height_and_width_exchanged(kernel, height, width):
    return windows_of_numbers(kernel, width, height)


def test_shared_weights():
    for right in (windows_of_numbers, padded_kernel):
        assert ex.shared_weights.grade(right).passed
    assert "each unit is a **column**" in advice(ex.shared_weights, rows_as_units)
    assert "One place is missing" in advice(ex.shared_weights, without_the_last_place)
    assert "Make a new array" in advice(ex.shared_weights, one_array_outside_the_loops)
    assert "(height, width)" in advice(ex.shared_weights, height_and_width_exchanged)
    told(ex.shared_weights, lambda kernel, height, width: kernel)


# ---- count_layers --------------------------------------------------------------------------------


def test_count_layers():
    def right(height, width, channels, maps, size):
        outputs = height * width * maps
        dense = height * width * channels * outputs + outputs
        return {"dense": dense, "local": 0, "shared": 0}

    assert "dict" in told(ex.count_layers, right)

    def without_the_bias_of_the_maps(height, width, channels, maps, size):
        units, window = height * width * maps, size * size * channels
        return units * (height * width * channels + 1), units * (window + 1), window * maps

    assert "one for each map" in advice(ex.count_layers, without_the_bias_of_the_maps)

    def flat_window(height, width, channels, maps, size):
        units = height * width * maps
        dense = units * (height * width * channels + 1)
        return dense, units * (size * size + 1), maps * (size * size + 1)

    assert "**all** channels" in advice(ex.count_layers, flat_window)

    def for_an_rgb_picture(height, width, channels, maps, size):
        units = height * width * maps
        window = size * size * 3
        return units * (height * width * 3 + 1), units * (window + 1), maps * (window + 1)

    told(ex.count_layers, for_an_rgb_picture)

    def kernels_of_three(height, width, channels, maps, size):
        units, window = height * width * maps, 3 * 3 * channels
        return units * (height * width * channels + 1), units * (window + 1), maps * (window + 1)

    told(ex.count_layers, kernels_of_three)


# ---- change_errors -------------------------------------------------------------------------------


def test_change_errors():
    def rounded(layer, picture, change):
        after, before = layer(change(picture)), layer(picture)
        return (
            round(float(np.abs(after - change(before)).max()), 1),
            round(float(np.abs(after - before).max()), 1),
        )

    told(ex.change_errors, rounded)

    def in_another_order(layer, picture, change):
        map_of_change = layer(change(picture))
        invariance = np.max(np.abs(map_of_change - layer(picture)))
        return invariance, np.max(np.abs(map_of_change - change(layer(picture))))

    assert "changed places" in advice(ex.change_errors, in_another_order)

    def root_of_squares(layer, picture, change):
        after, before = layer(change(picture)), layer(picture)
        return np.linalg.norm(after - change(before)), np.linalg.norm(after - before)

    assert "squared differences" in advice(ex.change_errors, root_of_squares)

    def signed(layer, picture, change):
        after, before = layer(change(picture)), layer(picture)
        return np.max(after - change(before)), np.max(after - before)

    assert "with its sign" in advice(ex.change_errors, signed)

    def the_builtin_maximum(layer, picture, change):
        after, before = layer(change(picture)), layer(picture)
        return max(abs(after - change(before))), max(abs(after - before))

    told(ex.change_errors, the_builtin_maximum)

    def in_place(layer, picture, change):
        after = layer(change(picture))
        picture -= picture.mean()
        return np.abs(after - change(layer(picture))).max(), np.abs(after - layer(picture)).max()

    told(ex.change_errors, in_place)


# ---- pooling -------------------------------------------------------------------------------------


def looped(feature_map, size, *, step=None, start=-np.inf):
    step = size if step is None else step
    height, width = feature_map.shape
    pooled = []
    for top in range(0, height - size + 1, step):
        pooled.append([])
        for left in range(0, width - size + 1, step):
            largest = start
            for row in range(top, top + size):
                for column in range(left, left + size):
                    if feature_map[row, column] > largest:
                        largest = feature_map[row, column]
            pooled[-1].append(largest)
    return np.array(pooled)


def test_max_pool():
    assert ex.max_pool.grade(looped).passed
    assert "overlap" in advice(ex.max_pool, lambda *given: looped(*given, step=1))
    assert "below 0" in advice(ex.max_pool, lambda *given: looped(*given, start=0))
    assert "always step by 2" in advice(ex.max_pool, lambda *given: looped(*given, step=2))

    def rounded_up(feature_map, size):
        height, width = feature_map.shape
        down, across = -(-height // size), -(-width // size)
        pooled = np.zeros((down, across))
        for row in range(down):
            for column in range(across):
                top, left = row * size, column * size
                pooled[row, column] = feature_map[top : top + size, left : left + size].max()
        return pooled

    assert "over the edge" in advice(ex.max_pool, rounded_up)

    def by_wrong_reshape(feature_map, size):
        rows, columns = feature_map.shape[0] // size, feature_map.shape[1] // size
        whole = feature_map[: rows * size, : columns * size]
        return whole.reshape(rows, columns, size, size).max(axis=(2, 3))

    assert "reads row by row" in advice(ex.max_pool, by_wrong_reshape)

    def whole_numbers(feature_map, size):
        return looped(feature_map, size).astype(int)

    assert "fractions" in advice(ex.max_pool, whole_numbers)

    def without_cutting(feature_map, size):
        height, width = feature_map.shape
        return feature_map.reshape(height // size, size, width // size, size).max(axis=(1, 3))

    told(ex.max_pool, without_cutting)


def test_average_pool():
    def channel_by_channel(maps, size):
        pooled = []
        for channel in range(maps.shape[2]):
            one = maps[:, :, channel]
            rows, columns = one.shape[0] // size, one.shape[1] // size
            pooled.append(
                [
                    [
                        np.mean(one[r * size : r * size + size, c * size : c * size + size])
                        for c in range(columns)
                    ]
                    for r in range(rows)
                ]
            )
        return np.moveaxis(np.array(pooled), 0, 2)

    assert ex.average_pool.grade(channel_by_channel).passed

    def mean_of_everything(maps, size):
        height, width, channels = maps.shape
        pooled = np.zeros((height // size, width // size, channels))
        for row in range(height // size):
            for column in range(width // size):
                top, left = row * size, column * size
                pooled[row, column] = maps[top : top + size, left : left + size].mean()
        return pooled

    assert "Each channel is pooled by itself" in advice(ex.average_pool, mean_of_everything)

    def channels_first(maps, size):
        return np.moveaxis(channel_by_channel(maps, size), 2, 0)

    assert "Put that axis last" in advice(ex.average_pool, channels_first)


def test_receptive_field():
    def squared(layers):
        field, step = 1, 1
        for size, stride in layers:
            field += (size - 1) * step
            step = stride
        return field

    assert "All earlier strides" in advice(ex.receptive_field, squared)

    def from_zero(layers):
        field, step = 0, 1
        for size, stride in layers:
            field += (size - 1) * step
            step *= stride
        return field

    assert "start the field with 1" in advice(ex.receptive_field, from_zero)

    def in_the_loop(layers):
        field, step = 1, 1
        for size, stride in layers:
            field += (size - 1) * step
            step *= stride
            return field

    assert "inside the loop" in advice(ex.receptive_field, in_the_loop)

    def used_up(layers):
        field, step = 1, 1
        while layers:
            size, stride = layers.pop(0)
            field += (size - 1) * step
            step *= stride
        return field

    assert "changed" in told(ex.receptive_field, used_up)

    def as_a_power(layers):
        field = 1
        for place, (size, stride) in enumerate(layers):
            field += (size - 1) * stride**place
        return field

    told(ex.receptive_field, as_a_power)
