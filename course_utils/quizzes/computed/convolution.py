"""Questions with drawn numbers for lessons 06 and 07: convolution and convolutional networks."""

import math
from random import Random

from course_utils.quizzes.computed.template import Task, Template, Values, number, rows

Window = tuple[tuple[int, ...], ...]

# ---- 06 Image convolution ------------------------------------------------------------------------

_KERNELS = (
    ((1, 0, -1), (1, 0, -1), (1, 0, -1)),
    ((-1, -1, -1), (0, 0, 0), (1, 1, 1)),
    ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
    ((0, 1, 2), (-1, 0, 1), (-2, -1, 0)),
)


def _window(random: Random) -> Values:
    while True:
        window = tuple(tuple(random.randrange(10) for _ in range(3)) for _ in range(3))
        kernel = random.choice(_KERNELS)
        if abs(_products(window, kernel)) > 2:
            return {"window": window, "kernel": kernel}


def _products(window: Window, kernel: Window) -> int:
    """Return the sum of the products of two small grids."""
    cells = zip(sum(window, ()), sum(kernel, ()), strict=True)
    return sum(value * weight for value, weight in cells)


def window_sum(window: Window, kernel: Window) -> Task:
    """Ask for one cell of a feature map."""
    answer = _products(window, kernel)
    terms = [value * weight for value, weight in zip(sum(window, ()), sum(kernel, ()), strict=True)]
    return Task(
        f"A kernel with the rows {rows(kernel)} lies over the pixels {rows(window)}. Which number "
        "does it give here, as deep learning computes it?",
        answer,
        (
            (-answer, "You flipped the kernel, as mathematics does. Deep learning does not."),
            (
                sum(abs(term) for term in terms),
                "All products are added as if they were positive. Mind the signs.",
            ),
            (
                _products(window, tuple(zip(*kernel, strict=True))),
                "You read the kernel by columns. Its rows lie over the rows of pixels.",
            ),
            (round(answer / 9, 2), "Nothing is divided here. The products are added up."),
        ),
        "Multiply each pixel by the weight above it, and add the nine products.",
        f"The nine products are {', '.join(map(str, terms))}. Their sum is {answer}.",
    )


def _geometry(random: Random) -> Values:
    return {
        "size": random.randrange(8, 29),
        "kernel": random.choice([3, 5]),
        "padding": random.choice([1, 2]),
        "stride": random.choice([2, 3]),
    }


def map_size(size: int, kernel: int, padding: int, stride: int) -> Task:
    """Ask for the width of a feature map when the division leaves a rest."""
    room = size + 2 * padding - kernel
    answer = room // stride + 1
    pixels = f"{padding} pixel{'s' if padding > 1 else ''}"
    return Task(
        f"A picture is {size} pixels wide. A kernel {kernel} wide slides over it, with {pixels} "
        f"of padding on each side and stride {stride}. How wide is the result?",
        answer,
        (
            (
                math.ceil(room / stride) + 1,
                "You rounded up. A last step that does not fit is not made.",
            ),
            (
                round(room / stride + 1, 2),
                "A part of a pixel does not exist. Round the division down.",
            ),
            (room // stride, "The first place is missing. Add 1 to the number of steps."),
            ((size - kernel) // stride + 1, "The padding is missing."),
            (room + 1, "That is stride 1."),
            (
                (size + padding - kernel) // stride + 1,
                "The padding stands on **both** sides, so it counts twice.",
            ),
        ),
        "(W - F + 2P) / S, rounded down, plus 1.",
        f"({size} - {kernel} + {2 * padding}) / {stride} is {room / stride:.4g}. Rounded down, "
        f"plus 1, that is {answer}.",
        unit="pixels",
    )


def _odd(random: Random) -> Values:
    return {"kernel": random.choice([5, 7, 9, 11])}


def padding_for_the_same_size(kernel: int) -> Task:
    """Ask for the padding that keeps the size."""
    return Task(
        f"The stride is 1, and the kernel is {kernel} x {kernel}. How many pixels of padding on "
        "each side keep the size of the picture?",
        (kernel - 1) // 2,
        (
            (1, "One pixel is right for 3 x 3. A larger kernel loses more at the border."),
            (kernel - 1, "That is both sides together. Each side gets half of it."),
            (kernel, "That makes the result larger than the picture."),
            ((kernel + 1) // 2, "That is one too many. The centre of the kernel needs no padding."),
        ),
        "How many pixels stick out of the kernel on each side of its centre?",
        f"({kernel} - 1) / 2 is {(kernel - 1) // 2}: so far the kernel reaches from its centre.",
        unit="pixels",
    )


def _flat(random: Random) -> Values:
    kernel = random.choice(
        [
            ((1, 1, 1), (1, 1, 1), (1, 1, 1)),
            ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
            ((1, 2, 1), (2, 4, 2), (1, 2, 1)),
            ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
            ((0, 1, 0), (1, 1, 1), (0, 1, 0)),
        ]
    )
    return {"kernel": kernel, "value": random.choice([10, 20, 50, 100])}


def on_a_flat_picture(kernel: Window, value: int) -> Task:
    """Ask what a kernel makes of an area of one value."""
    total, centre = sum(sum(row) for row in kernel), kernel[1][1]
    positive = sum(weight for row in kernel for weight in row if weight > 0)
    wrong = (
        (total, f"That is the sum of the kernel. Each weight is multiplied by {value}."),
        (value, "That needs a kernel whose sum is 1. Add up its nine weights."),
        (centre * value, "That is the centre alone. The other eight weights count, too."),
        (positive * value, "The negative weights count, too. Subtract their products."),
        (9 * value, "That needs nine weights of 1. Add up the nine weights of this kernel."),
        (round(total * value / 9, 2), "Nothing is divided here. The products are added up."),
    )
    return Task(
        f"A kernel has the rows {rows(kernel)}. All pixels of a picture are {value}. Which number "
        "does the kernel give in the middle of the picture?",
        total * value,
        # some of these are no mistakes with some kernels: nine ones, or the sum 0 or 1
        tuple(each for each in wrong if each[0] != total * value),
        "All pixels are equal, so add up the weights first.",
        f"The weights add up to {total}, and {total} · {value} is {number(total * value)}.",
    )


def _dilation(random: Random) -> Values:
    return {"kernel": random.choice([3, 5, 7]), "dilation": random.choice([2, 3, 4])}


def dilated_extent(kernel: int, dilation: int) -> Task:
    """Ask how far a dilated kernel reaches."""
    extent = dilation * (kernel - 1) + 1
    return Task(
        f"A kernel has {kernel} x {kernel} weights and dilation {dilation}. How many pixels wide "
        "is the area that it spans?",
        extent,
        (
            (kernel, "That is dilation 1. Here there are gaps between the weights."),
            (kernel * dilation, "The gap after the last weight does not count."),
            (
                kernel + dilation,
                "There is a gap between each pair of neighbouring weights, not only one.",
            ),
            (
                (dilation + 1) * (kernel - 1) + 1,
                f"From one weight to the next it is {dilation} pixels, the next weight included.",
            ),
        ),
        f"From one weight to the next it is {dilation} pixels. How often is that in a row?",
        f"{kernel - 1} times {dilation} pixels, and the first one: {extent}.",
        unit="pixels",
    )


def _conv_layer(random: Random) -> Values:
    return {
        "channels": random.choice([3, 8, 16]),
        "kernels": random.choice([10, 20, 32]),
        "size": random.choice([3, 5]),
    }


def conv_parameters(channels: int, kernels: int, size: int) -> Task:
    """Ask for the parameters of a convolution layer."""
    weights = size * size * channels
    return Task(
        f"A convolution layer has {kernels} kernels of {size} x {size} and gets a volume of "
        f"{channels} channels. How many weights and biases has it?",
        (weights + 1) * kernels,
        (
            (weights * kernels, "The biases are missing. Each kernel has one."),
            (
                (size * size + 1) * kernels,
                f"Each kernel is as deep as its input. It has {channels} slices.",
            ),
            (size * size * kernels, "Each kernel is as deep as its input, and it has a bias."),
            (
                weights * kernels + 1,
                "One bias for the whole layer is too few. Each kernel has its own.",
            ),
            (weights + 1, "That is a single kernel."),
        ),
        "How many weights has one kernel, through all channels? Add its bias.",
        f"({size} · {size} · {channels} + 1) · {kernels} is {number((weights + 1) * kernels)}.",
    )


# ---- 07 Convolutional neural network -------------------------------------------------------------


def _pooling(random: Random) -> Values:
    return {"size": random.choice([7, 9, 11, 13, 15, 21, 27])}


def pooled_size(size: int) -> Task:
    """Ask for the size of a pooled map with an odd side."""
    return Task(
        f"`MaxPooling2D(2)` of Keras gets a map of {size} x {size}. How many rows has the result?",
        size // 2,
        (
            (
                size // 2 + 1,
                'You rounded up, as `padding="same"` does. The default is "valid".',
            ),
            (size / 2, "Half a row does not exist. A window that does not fit is left out."),
            (size - 1, "That is stride 1. Without another word the stride is the window's size."),
            (size, "Pooling with this layer makes a map smaller."),
        ),
        "How many windows of 2 rows, one after another, fit into the map?",
        f"{size} / 2 is {size / 2:g}. The last row is left out, and {size // 2} remain.",
        unit="rows",
    )


def _map(random: Random) -> Values:
    numbers = random.sample(range(1, 30), 16)
    return {"grid": tuple(tuple(numbers[row : row + 4]) for row in range(0, 16, 4))}


def largest_below_right(grid: Window) -> Task:
    """Ask for one cell of a pooled map."""
    right = [grid[row][column] for row in (2, 3) for column in (2, 3)]
    left = [grid[row][column] for row in (2, 3) for column in (0, 1)]
    above = [grid[row][column] for row in (0, 1) for column in (2, 3)]
    return Task(
        f"A map has the rows {rows(grid)}. It is max-pooled with 2 x 2 windows and stride 2. Which "
        "number stands at the **bottom right** of the result?",
        max(right),
        (
            (sum(right) / 4, "That is average pooling. Max pooling keeps the largest."),
            (max(sum(grid, ())), "That is the largest of the whole map. Each window has its own."),
            (grid[3][3], "That is the corner itself. The window holds four numbers."),
            (max(left), "That is the window at the bottom left."),
            (max(above), "That is the window at the top right."),
            (sum(right), "That is the sum of the window. Max pooling keeps the largest."),
        ),
        "Which four numbers belong to the last window?",
        f"The last window holds {', '.join(map(str, right))}.",
    )


def _stack(random: Random) -> Values:
    first, second = random.choice([3, 5]), random.choice([3, 5])
    return {"first": first, "second": second, "pooled": random.choice([True, False])}


def field_of_a_unit(first: int, second: int, pooled: bool) -> Task:
    """Ask for the receptive field behind two convolutions."""
    step = 2 if pooled else 1
    between = ", then a 2 x 2 max pooling" if pooled else ""
    answer = first + pooled + step * (second - 1)
    with_pooling = (
        (
            first + second - 1,
            "Behind a stride of 2, one step on the map is two steps in the picture.",
        ),
        (2 * (first + second - 1), "Only what comes behind the pooling counts in double steps."),
    )
    pieces = [f"The first kernel sees {first}"]
    if pooled:
        pieces.append("the pooling adds 1")
    pieces.append(f"the second kernel adds {second - 1} steps of {step}")
    return Task(
        f"A network has a convolution of {first} x {first}{between}, then one of {second} x "
        f"{second}. All convolutions have stride 1. How many pixels of the picture, along one "
        "side, does one unit of the last map see?",
        answer,
        (
            (second, "That counts on the map before. How far does that reach in the picture?"),
            (first + second, "The windows overlap, so their sizes do not add up."),
            (first * second, "Neighbouring windows overlap, so the sizes are not multiplied."),
            *(with_pooling if pooled else ()),
        ),
        "Start with the first kernel. What does each further layer add?",
        f"{', '.join(pieces)}. Together that is {answer}.",
        unit="pixels",
    )


def _dropout(random: Random) -> Values:
    return {"rate": random.choice([0.2, 0.6, 0.75, 0.8]), "value": random.choice([2, 3, 4, 6])}


def kept_by_dropout(rate: float, value: int) -> Task:
    """Ask what dropout makes of a value that it keeps."""
    return Task(
        f"A node has the output {value}. The dropout layer behind it, `Dropout({rate})` of Keras, "
        "keeps it in this training step. Which number goes on?",
        value / (1 - rate),
        (
            (value, "In use that is right. In training, the kept ones make up for the others."),
            (value * (1 - rate), "That makes it smaller. Kept values grow in training."),
            (
                value / rate,
                f"{rate} is the share that is dropped. Divide by the share that is kept.",
            ),
            (value * rate, f"{rate} is the share that is dropped, and kept values grow."),
            (0, "That happens to a dropped value. This one is kept."),
        ),
        "Divide by the probability of being kept.",
        f"{value} / (1 - {rate}) is {number(value / (1 - rate))}.",
        absolute=0.01,
    )


def _small_cnn(random: Random) -> Values:
    return {"side": random.choice([16, 24, 28, 32]), "kernels": random.choice([8, 16, 20])}


def flattened(side: int, kernels: int) -> Task:
    """Ask for the length of the vector after convolution and pooling."""
    after = (side - 2) // 2
    return Task(
        f"A grey picture of {side} x {side} passes {kernels} kernels of 3 x 3 without padding. "
        "Then come a 2 x 2 max pooling and flatten. How long is the vector?",
        after * after * kernels,
        (
            (after * after, "That is one map. Each kernel makes a map of its own."),
            (
                (side // 2) ** 2 * kernels,
                "Without padding, the convolution makes the maps two pixels smaller.",
            ),
            ((side - 2) ** 2 * kernels, "That is before the pooling, which halves both sides."),
            (
                (side - 2) ** 2 * kernels // 2,
                "Pooling halves the height **and** the width.",
            ),
            (kernels, "That is one number for each map, as global average pooling gives."),
        ),
        "How large are the maps after each layer, and how many maps are there?",
        f"{side} becomes {side - 2}, and pooled {after}. {after} · {after} · {kernels} is "
        f"{number(after * after * kernels)}.",
    )


def _two_ends(random: Random) -> Values:
    return {
        "side": random.choice([4, 5, 6, 7]),
        "maps": random.choice([16, 32, 64]),
        "classes": random.choice([5, 10]),
    }


def after_global_average(side: int, maps: int, classes: int) -> Task:
    """Ask for the parameters of a dense layer behind global average pooling."""
    return Task(
        f"The last maps are {side} x {side} x {maps}. Global average pooling follows, then "
        f"`Dense({classes})`. How many parameters has the dense layer?",
        (maps + 1) * classes,
        (
            (
                (side * side * maps + 1) * classes,
                "That is with flatten. Global average pooling keeps one number a map.",
            ),
            (maps * classes, "These are the weights. Each node has a bias, too."),
            (
                (side * side + 1) * classes,
                "The mean is taken over the places, so one number for each map remains.",
            ),
            (side * side * maps * classes, "That is with flatten, and without the biases."),
        ),
        "How many numbers does global average pooling hand on?",
        f"{maps} numbers come in, so ({maps} + 1) · {classes} is {number((maps + 1) * classes)}.",
    )


TEMPLATES = (
    Template("06.window", ("06.1", "06.8"), _window, window_sum),
    Template("06.map_size", ("06.19", "06.18"), _geometry, map_size),
    Template("06.same_size", ("06.14",), _odd, padding_for_the_same_size),
    Template("06.flat_area", ("06.5", "06.4"), _flat, on_a_flat_picture),
    Template("06.extent", ("06.25",), _dilation, dilated_extent),
    Template("06.layer_parameters", ("06.21", "06.20"), _conv_layer, conv_parameters),
    Template("07.odd_map", ("07.13",), _pooling, pooled_size),
    Template("07.largest", ("07.10", "07.13"), _map, largest_below_right),
    Template("07.field", ("07.6", "07.11"), _stack, field_of_a_unit),
    Template("07.kept", ("07.16",), _dropout, kept_by_dropout),
    Template("07.vector", ("07.14", "07.17"), _small_cnn, flattened),
    Template("07.average", ("07.21",), _two_ends, after_global_average),
)
