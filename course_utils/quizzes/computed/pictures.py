"""Questions with drawn numbers for lessons 01 to 03: arrays, preprocessing, augmentation."""

import math
from random import Random
from statistics import mean, median

from course_utils.quizzes.computed.template import Task, Template, Values, number

# ---- 01 Image libraries --------------------------------------------------------------------------

_SIZES = ((320, 240), (640, 360), (800, 600), (1280, 720), (400, 300), (1000, 500))


def _size(random: Random) -> Values:
    width, height = random.choice(_SIZES)
    return {"width": width, "height": height}


def picture_bytes(width: int, height: int) -> Task:
    """Ask for the memory of a colour picture."""
    pixels = width * height
    return Task(
        f"How many bytes does a `uint8` RGB picture take in memory, {width} pixels wide and "
        f"{height} high?",
        3 * pixels,
        (
            (pixels, "That is the number of pixels. Each pixel has three values."),
            (24 * pixels, "That is the number of bits. A byte has eight of them."),
            (12 * pixels, "That is right for `float32`, which takes four bytes a value."),
            (4 * pixels, "That counts four channels. RGB has three."),
        ),
        "Multiply the height, the width, the number of channels and the bytes of one value.",
        f"{height} rows, {width} columns and 3 channels make {number(3 * pixels)} values of one "
        "byte each.",
        unit="bytes",
    )


def _two_bright(random: Random) -> Values:
    return {"a": random.randrange(150, 251, 5), "b": random.randrange(120, 200, 4)}


def wrapped_sum(a: int, b: int) -> Task:
    """Ask for a sum of two bytes that is too large for one."""
    return Task(
        f"`a` and `b` are grey `uint8` pictures. One pixel is {a} in `a` and {b} in `b`. What is "
        "it in `a + b` with NumPy?",
        (a + b) % 256,
        (
            (a + b, "That is ordinary arithmetic. One byte holds 0 to 255."),
            (255, "That is what `cv2.add` gives, which stops at 255. NumPy goes on from 0."),
            (a + b - 255, "That is one too many. After 255 comes 0, so 256 is lost and not 255."),
        ),
        "`uint8` wraps: one above 255 is 0. Take 256 from the result of ordinary arithmetic.",
        f"{a} + {b} is {a + b}, and {a + b} - 256 is {a + b - 256}.",
    )


def _dark_and_bright(random: Random) -> Values:
    a = random.randrange(20, 101, 5)
    return {"a": a, "b": a + random.randrange(15, 101, 7)}


def wrapped_difference(a: int, b: int) -> Task:
    """Ask for a difference of two bytes below 0."""
    return Task(
        f"A pixel is {a} in the `uint8` picture `a` and {b} in `b`. What is it in `a - b` with "
        "NumPy?",
        (a - b) % 256,
        (
            (a - b, "One byte has no minus sign. It holds 0 to 255."),
            (0, "That is what `cv2.subtract` gives, which stops at 0. NumPy goes on from 255."),
            (b - a, "That is the distance, as `cv2.absdiff` gives it."),
            (a - b + 255, "That is one too few. After 0 comes 255, so add 256."),
        ),
        "`uint8` wraps: one below 0 is 255. Add 256 to the result of ordinary arithmetic.",
        f"{a} - {b} is {a - b}, and {a - b} + 256 is {a - b + 256}.",
    )


def _slices(random: Random) -> Values:
    top, left = random.randrange(10, 60, 5), random.randrange(10, 90, 5)
    return {
        "top": top,
        "bottom": top + random.randrange(20, 61, 10),
        "left": left,
        "right": left + random.randrange(70, 121, 10),
    }


def cropped_pixels(top: int, bottom: int, left: int, right: int) -> Task:
    """Ask how many pixels a slice holds."""
    height, width = bottom - top, right - left
    return Task(
        f"`image` is a colour picture of 480 rows and 640 columns. How many **pixels** has "
        f"`image[{top}:{bottom}, {left}:{right}]`?",
        height * width,
        (
            (
                (height + 1) * (width + 1),
                "The end of a slice is left out, so it has stop - start rows.",
            ),
            (3 * height * width, "That counts values. A colour pixel has three of them."),
            (bottom * right, "That would be a slice from 0. Take the start into account."),
            (height + width, "That adds rows and columns. Each row has all the columns."),
        ),
        "Count the rows, count the columns, and multiply.",
        f"{bottom} - {top} = {height} rows of {right} - {left} = {width} pixels.",
        unit="pixels",
    )


def _new_size(random: Random) -> Values:
    height, width = random.choice([(120, 200), (240, 400), (300, 500), (90, 160)])
    return {
        "height": height,
        "width": width,
        "first": random.choice([40, 50, 60, 70]),
        "second": random.choice([24, 32, 45, 75]),
    }


def resized_rows(height: int, width: int, first: int, second: int) -> Task:
    """Ask for the number of rows after a call with a size in OpenCV's order."""
    return Task(
        f"`image.shape` is `({height}, {width}, 3)`. How many **rows** has the result of "
        f"`cv2.resize(image, ({first}, {second}))`?",
        second,
        (
            (first, "That reads the size as a shape. A size in OpenCV is (width, height)."),
            (height, "That is the number before the change. Both sides change."),
            (width, "That is the old width. Rows make the height, and it changes."),
        ),
        "Is the size in this call (width, height) or (height, width)?",
        f"A **size** in OpenCV is (width, height): {second} rows of {first} pixels.",
        unit="rows",
    )


def _colour(random: Random) -> Values:
    red, green, blue = random.sample([20, 40, 60, 100, 140, 180, 200, 240], 3)
    return {"red": red, "green": green, "blue": blue}


def grey_value(red: int, green: int, blue: int) -> Task:
    """Ask for the grey of a colour."""
    grey = 0.299 * red + 0.587 * green + 0.114 * blue
    return Task(
        f"A pixel is R {red}, G {green}, B {blue}. Which grey does it become, with the weights "
        "0.299, 0.587 and 0.114? Round to a whole number.",
        round(grey),
        (
            (
                round((red + green + blue) / 3),
                "That is the mean of the three. Green counts most, and blue least.",
            ),
            (
                round(0.114 * red + 0.587 * green + 0.299 * blue),
                "The weights stand in the order R, G, B. You took them as B, G, R.",
            ),
            (max(red, green, blue), "That is the largest of the three, the V of HSV."),
            (red + green + blue, "That is the plain sum. Each channel has a weight."),
        ),
        "Multiply each channel by its weight, and add the three products.",
        f"0.299 · {red} + 0.587 · {green} + 0.114 · {blue} is {number(grey)}.",
        absolute=1,
    )


# ---- 02 Image preprocessing ----------------------------------------------------------------------


def _range_and_value(random: Random) -> Values:
    low, width = random.choice([30, 40, 50, 60]), random.choice([51, 85, 102, 170])
    # 255 / width is 5, 3, 2.5 or 1.5, so an even step becomes a whole number
    step = 2 * random.randrange(width // 8, width * 3 // 8)
    return {"low": low, "high": low + width, "value": low + step}


def stretched(low: int, high: int, value: int) -> Task:
    """Ask for a pixel after contrast stretching."""
    answer = (value - low) * 255 / (high - low)
    return Task(
        f"The values of a grey picture run from {low} to {high}. What does a pixel of {value} "
        "become after contrast stretching to 0 to 255?",
        answer,
        (
            (
                round(value / high * 255, 2),
                "That divides by the largest value. Subtract the smallest value first.",
            ),
            (value - low, "That only subtracts the smallest value. The range must grow, too."),
            (value + 255 - high, "That only adds a number. The range must grow, too."),
        ),
        "Which share of the way from the smallest to the largest value has this pixel gone?",
        f"({value} - {low}) / ({high} - {low}) · 255 is {number(answer)}.",
        absolute=0.5,
    )


_WHEEL = {"yellow": 60, "green": 120, "cyan": 180, "blue": 240, "magenta": 300}


def _wheel(random: Random) -> Values:
    name = random.choice(list(_WHEEL))
    return {"name": name, "degrees": _WHEEL[name]}


def hue_of_a_byte(name: str, degrees: int) -> Task:
    """Ask for the hue of a pure colour in an 8-bit picture."""
    return Task(
        f"On the colour wheel, {name} stands at {degrees} degrees. What hue does it have in an HSV "
        "picture of OpenCV with dtype `uint8`?",
        degrees // 2,
        (
            (degrees, "That is in degrees, as in `float32` pictures. A byte has no room for 360."),
            (
                round(degrees * 256 / 360),
                "That is the encoding of `COLOR_RGB2HSV_FULL`, which uses the whole byte.",
            ),
            (round(degrees / 360, 3), "That is the encoding of scikit-image, from 0 to 1."),
        ),
        "360 degrees must fit into a byte. Each step of the hue stands for how many degrees?",
        f"OpenCV halves the degrees of `uint8` pictures: {degrees} / 2 is {degrees // 2}.",
    )


def _two_small(random: Random) -> Values:
    pairs = [(12, 10), (13, 11), (14, 7), (11, 6), (13, 7), (14, 11), (10, 6), (12, 9), (15, 9)]
    a, b = random.choice(pairs)
    return {"a": a, "b": b}


def common_bits(a: int, b: int) -> Task:
    """Ask for a bitwise AND."""
    return Task(
        f"What is `cv2.bitwise_and` of two `uint8` pixels, {a} and {b}?",
        a & b,
        (
            (1, "That would be the logical AND: both are true. Bitwise means bit by bit."),
            (a | b, "That is OR. AND keeps only the bits that both numbers have."),
            (a ^ b, "That is XOR, the bits that differ. AND keeps those that both have."),
            (a + b, "That is the sum."),
            (min(a, b), "That is the smaller one. Write both numbers in bits."),
        ),
        "Write both numbers in four bits, and keep a bit only where both have it.",
        f"{a} is {a:04b} and {b} is {b:04b}. Both have {a & b:04b}, which is {a & b}.",
    )


def _row(random: Random) -> Values:
    return {"row": tuple(random.sample(range(10, 250, 10), 5))}


def eroded(row: tuple[int, ...]) -> Task:
    """Ask for the result of an erosion in the middle of a row."""
    before, here, after = row[1:4]
    middle = sorted([before, here, after])[1]
    return Task(
        f"A row of a grey picture is {', '.join(map(str, row))}. The structuring element covers "
        "three pixels of the row. What is the **middle** pixel after an erosion?",
        min(before, here, after),
        (
            (max(before, here, after), "That is a dilation, the largest value. Erosion shrinks."),
            (middle, "That is the median of the three. Erosion takes another one."),
            (here, "That is the value before. Erosion looks at its neighbours, too."),
            (min(row), "That pixel lies outside of the element."),
        ),
        "An erosion is the minimum of the values under the element.",
        f"Under the element are {before}, {here} and {after}. The smallest of them counts.",
    )


def _nine(random: Random) -> Values:
    values = random.sample(range(20, 120, 3), 8)
    values.insert(4, random.choice([0, 255]))
    return {"values": tuple(values)}


def median_of_nine(values: tuple[int, ...]) -> Task:
    """Ask for the result of a median filter at one place."""
    ordered = sorted(values)
    return Task(
        "A 3 x 3 neighbourhood, row by row, is "
        f"{', '.join(map(str, values))}. What does a median filter put into its middle?",
        median(values),
        (
            (
                round(mean(values), 2),
                "That is the mean. The speck in the middle pulls it to one side.",
            ),
            (values[4], "That is the speck itself. Sort the nine values first."),
            (ordered[3], "That is the fourth of nine. Four values lie on each side of the middle."),
            (ordered[5], "That is the sixth of nine. Four values lie on each side of the middle."),
        ),
        "Sort the nine values. Which one has four before it and four after it?",
        f"Sorted they are {', '.join(map(str, ordered))}, and the fifth is {median(values)}.",
    )


def _white_rectangle(random: Random) -> Values:
    return {"height": random.randrange(4, 13), "width": random.randrange(14, 31)}


def contour_area(height: int, width: int) -> Task:
    """Ask for the area inside the contour of a rectangle."""
    return Task(
        f"A white rectangle on black is {height} pixels high and {width} wide. What does "
        "`cv2.contourArea` give for its contour?",
        (height - 1) * (width - 1),
        (
            (
                height * width,
                "That is the number of white pixels. The contour lies further inside.",
            ),
            (
                2 * (height + width - 2),
                "That is the length of the contour, and the number of pixels along the border.",
            ),
            ((height + 1) * (width + 1), "That curve would run around the white pixels."),
        ),
        "The curve runs through the centres of the border pixels. How long are its sides?",
        f"From centre to centre the sides are {height - 1} and {width - 1}.",
    )


def _standardised_pixel(random: Random) -> Values:
    middle, deviation = random.choice([90, 110, 120, 130]), random.choice([20, 40, 50, 60])
    steps = random.choice([-1.5, -1.2, -0.5, 0.4, 0.8, 1.5])
    return {"value": middle + round(steps * deviation), "middle": middle, "deviation": deviation}


def standardised(value: int, middle: int, deviation: int) -> Task:
    """Ask for a standardised pixel."""
    answer = (value - middle) / deviation
    return Task(
        f"The training pictures have the mean {middle} and the standard deviation {deviation}. "
        f"What does a pixel of {value} become when it is standardised? Two decimals are enough.",
        answer,
        (
            (value - middle, "The mean is subtracted. The standard deviation is still missing."),
            (value / deviation, "The mean is missing. Subtract it before you divide."),
            ((middle - value) / deviation, "The sign is turned. Subtract the mean from the pixel."),
            (value / 255, "That brings 0 to 255 to 0 to 1. To standardise is something else."),
        ),
        "How many standard deviations lies the pixel above the mean?",
        f"({value} - {middle}) / {deviation} is {number(answer)}.",
        absolute=0.01,
    )


# ---- 03 Image augmentation -----------------------------------------------------------------------


def _box(random: Random) -> Values:
    return {
        "columns": random.choice([100, 120, 160, 200]),
        "x": random.randrange(10, 31, 2),
        "width": random.choice([24, 28, 32, 36]),
    }


def flipped_box(columns: int, x: int, width: int) -> Task:
    """Ask for the left edge of a box in a mirrored picture."""
    return Task(
        f"A picture has {columns} columns. A box is `({x}, 20, {width}, 40)`, as (x, y, width, "
        "height). The picture is mirrored left to right. What is the new x?",
        columns - x - width,
        (
            (columns - x, "That is where the old left edge goes. It is the right edge now."),
            (columns - x - 1, "That is the new place of the old first column. It is the last now."),
            (columns - x - width - 1, "That is one too few. Column 0 goes to the last column."),
            (x, "The box did not move along. Now it marks another part of the picture."),
        ),
        "Which column of the old box lies furthest to the left after the mirror image?",
        f"Column {x + width - 1}, the last of the box, goes to {columns - 1} - {x + width - 1}, "
        f"which is {columns - x - width}.",
    )


def _pixel(random: Random) -> Values:
    centre = random.choice([20, 30, 40, 50])
    column = centre + random.choice([-15, -10, 10, 15])
    return {"size": 2 * centre + 1, "column": column, "row": centre + random.choice([-5, 4, 7])}


def turned_row(size: int, column: int, row: int) -> Task:
    """Ask where a pixel goes when the picture is turned by a right angle."""
    centre = size // 2
    return Task(
        f"A picture has {size} columns and {size} rows. It is turned counter-clockwise by 90 "
        f"degrees about its centre. In which **row** does the pixel of column {column}, row {row}, "
        "lie afterwards?",
        2 * centre - column,
        (
            (column, "That is a turn clockwise. Row numbers count down, so up is a small number."),
            (row, "That is its row before the turn. It is its new column."),
            (
                -column,
                f"That is a turn about the pixel (0, 0). The centre is ({centre}, {centre}).",
            ),
            (2 * centre - row, "You mirrored its old row. The old column gives the new row."),
        ),
        "How far to the right of the centre does the pixel lie? What is to the right goes up.",
        f"It lies {number(column - centre)} to the right of the centre, so it goes as far up: "
        f"{centre} - ({number(column - centre)}) is {2 * centre - column}.",
    )


def _factor(random: Random) -> Values:
    return {"factor": random.choice([0.02, 0.05, 0.08, 0.1, 0.15, 0.2])}


def largest_angle(factor: float) -> Task:
    """Ask what the factor of a Keras layer means in degrees."""
    return Task(
        f"A Keras layer is `RandomRotation({factor})`. By how many degrees at most does it turn a "
        "picture to one side?",
        360 * factor,
        (
            (factor, "The number is no angle in degrees. It is a part of something."),
            (100 * factor, "That is a part of 100. A full turn has more degrees."),
            (180 * factor, "That is a part of half a turn. The layer counts in full turns."),
            (720 * factor, "That is the whole range. Each side gets half of it."),
            (
                round(math.degrees(factor), 2),
                "That would be radians. The layer does not count in radians.",
            ),
        ),
        "The factor is a part of a full turn, and it holds for either side.",
        f"{factor} of 360 degrees is {number(360 * factor)} degrees.",
        unit="degrees",
        absolute=0.01,
    )


def _two_transforms(random: Random) -> Values:
    x, y = random.randrange(3, 10), random.randrange(2, 9)
    return {"x": x, "y": y, "shift": random.randrange(2, 9), "scale": random.choice([2, 3, 4])}


def moved_by_a_product(x: int, y: int, shift: int, scale: int) -> Task:
    """Ask where a product of two matrices moves a point."""
    return Task(
        f"`shift` moves a point by {shift} to the right, and `scale` multiplies both coordinates "
        f"by {scale}. What is the new x of the point ({x}, {y}) under `scale @ shift`?",
        scale * (x + shift),
        (
            (scale * x + shift, "That scales first. The matrix next to the point acts first."),
            (x + shift, "The point is moved now. It still has to be scaled."),
            (scale * x, "The shift is missing. Both matrices act."),
            (scale * (y + shift), "That starts from y. The shift is along x."),
        ),
        "Read the product from right to left: which matrix stands next to the point?",
        f"First the shift, {x} + {shift} = {x + shift}, then {scale} times that.",
    )


def _contrast(random: Random) -> Values:
    return {
        "value": random.choice([88, 98, 108, 148, 158, 168]),
        "contrast": random.choice([0.5, 1.5, 2]),
        "brightness": random.choice([-20, -10, 10, 20, 30]),
    }


def contrasted(value: int, contrast: float, brightness: int) -> Task:
    """Ask for a pixel after contrast about the middle grey, then brightness."""
    answer = 128 + contrast * (value - 128) + brightness
    sign = "+" if brightness > 0 else "-"
    return Task(
        f"A pixel is {value}. First the contrast is multiplied by {contrast:g}, about the middle "
        f"grey 128. Then the brightness is changed by {brightness:+d}. What is the pixel now?",
        answer,
        (
            (
                contrast * value + brightness,
                "That multiplies the value. Contrast multiplies the distance from 128.",
            ),
            (
                128 + contrast * (value + brightness - 128),
                "That changes the brightness first, so the contrast multiplies it, too.",
            ),
            (128 + contrast * (value - 128), "The brightness is missing."),
            (value + brightness, "The contrast is missing."),
        ),
        "How far from 128 is the pixel? Multiply that distance, and go on from 128.",
        f"128 + {contrast:g} · ({value} - 128) {sign} {abs(brightness)} is {number(answer)}.",
    )


TEMPLATES = (
    Template("01.bytes", ("01.11", "01.16"), _size, picture_bytes),
    Template("01.wrap", ("01.22",), _two_bright, wrapped_sum),
    Template("01.below_zero", ("01.22",), _dark_and_bright, wrapped_difference),
    Template("01.crop_shape", ("01.11", "01.22"), _slices, cropped_pixels),
    Template("01.resize", ("01.22", "01.11"), _new_size, resized_rows),
    Template("01.grey", ("01.15",), _colour, grey_value),
    Template("02.stretch", ("02.4",), _range_and_value, stretched),
    Template("02.hue", ("02.11",), _wheel, hue_of_a_byte),
    Template("02.bits", ("02.10",), _two_small, common_bits),
    Template("02.eroded", ("02.8", "02.1"), _row, eroded),
    Template("02.nine", ("02.7",), _nine, median_of_nine),
    Template("02.contour_area", ("02.13", "02.14"), _white_rectangle, contour_area),
    Template("02.standardised", ("02.19",), _standardised_pixel, standardised),
    Template("03.flipped_box", ("03.10",), _box, flipped_box),
    Template("03.quarter_turn", ("03.4",), _pixel, turned_row),
    Template("03.rotation_factor", ("03.9",), _factor, largest_angle),
    Template("03.product", ("03.4",), _two_transforms, moved_by_a_product),
    Template("03.contrast", ("03.3", "03.2"), _contrast, contrasted),
)
