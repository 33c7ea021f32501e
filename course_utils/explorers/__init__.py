"""Interactive pictures. Put one on the last line of a cell and it shows itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.explorers.pixels.model import PixelModel, Place

if TYPE_CHECKING:
    from course_utils.explorers.panel_view import PanelExplorer
    from course_utils.explorers.pixels.view import PixelInspector
    from course_utils.explorers.training.monitor import TrainingMonitor

__all__ = [
    "augmentation",
    "backpropagation",
    "colour_space",
    "convolution",
    "denoise",
    "feature_maps",
    "gradient_descent",
    "kernel_workshop",
    "many_channels",
    "network_playground",
    "neuron",
    "pixel_inspector",
    "pooling",
    "resize_and_normalise",
    "softmax_confidence",
    "threshold",
    "training_monitor",
]


def pixel_inspector(
    image: np.ndarray,
    *,
    title: str = "Picture",
    channel_order: str = "RGB",
    presets: Mapping[str, Place] | None = None,
) -> PixelInspector:
    """Look at single pixels of a picture: their numbers, their neighbours, each channel.

    Parameters
    ----------
    image : numpy.ndarray
        A picture: uint8, float from 0 to 1, or a bool mask; (height, width) or
        (height, width, 3).
    title : str
        The name of the picture.
    channel_order : {"RGB", "BGR"}
        The order of the array's channels: "BGR" for an array that ``cv2.imread`` made.
    presets : mapping, optional
        Names for the live demo, each with a pixel ``(row, column)`` or with changes of the
        state such as ``{"row": 5, "plane": "H"}``. By default the centre, the brightest and the
        darkest pixel, and the strongest edge.

    Returns
    -------
    PixelInspector
        ``read(row, column)`` gives the numbers, ``snapshot()`` a static figure, and setting
        ``row``, ``column``, ``plane``, ``order`` or ``value_range`` moves it.

    Raises
    ------
    ImageError
        For what is not a picture of these kinds.

    Examples
    --------
    >>> red = np.full((3, 5, 3), [255, 0, 0], np.uint8)
    >>> inspector = pixel_inspector(red, title="Red")
    >>> inspector.read(0, 4)["H"]
    0
    >>> print(inspector.snapshot(row=0, order="BGR").text)
    Red
    0-255: R 0, G 0, B 255, H 120, S 255, V 255, grey 29
    0-1: R 0.000, G 0.000, B 1.000, H 240.0°, S 1.000, V 1.000, grey 0.114
    image[0, 2] is [255, 0, 0]: blue 255, green 0, red 0.
    Read as BGR, red and blue have changed places.
    """
    # The widget libraries load with the first explorer, not with the course.
    from course_utils.explorers.pixels.view import PixelInspector

    model = PixelModel(image, title=title, channel_order=channel_order, presets=presets)
    return PixelInspector(model)


def threshold(
    image: np.ndarray | None = None,
    *,
    title: str = "Histogram, threshold and morphology",
    presets: Mapping[str, Mapping[str, Any]] | None = None,
) -> PanelExplorer:
    """Turn a grey picture into a mask, and clean the mask with morphology.

    The cut can be moved in the histogram; Otsu's stands beside it. A shadow can be laid over the
    picture, and the structuring element, what each operation removes and adds, and the number of
    objects are shown.

    Parameters
    ----------
    image : numpy.ndarray, optional
        A picture: uint8, float from 0 to 1, or bool; in colour it is made grey, and beyond 1024
        pixels it is made smaller. By default scikit-image's photograph of coins.
    title : str
        The name of the explorer.
    presets : mapping, optional
        Names for the live demo, each with changes of the state such as
        ``{"method": "fixed", "cut": 90, "steps": ("open",)}``.

    Returns
    -------
    PanelExplorer
        ``snapshot(cut=90)`` gives a static figure, and setting ``method``, ``cut``, ``block``,
        ``offset``, ``inverse``, ``light``, ``smoothing``, ``shape``, ``size`` or ``steps`` moves
        it.

    Raises
    ------
    ImageError
        For what is not a picture of these kinds.

    Examples
    --------
    >>> bars = np.repeat(np.array([[20, 30, 200, 220]], np.uint8), 3, axis=0)
    >>> explorer = threshold(bars, title="Bars")
    >>> explorer.cut = 30
    >>> print(explorer.snapshot(method="fixed", cut=200, inverse=True).text.splitlines()[-1])
    White is what is not above the cut of 200. The mask has 1 object.
    """
    from course_utils.explorers.panel_view import PanelExplorer
    from course_utils.explorers.thresholds.model import ThresholdModel

    return PanelExplorer(ThresholdModel(image, title=title, presets=presets))


def augmentation(
    image: np.ndarray | None = None,
    boxes: Sequence[tuple[int, int, int, int]] = (),
    mask: np.ndarray | None = None,
    *,
    label: str | None = None,
) -> PanelExplorer:
    """Make twelve samples of one picture, and mark those whose label is still true.

    Parameters
    ----------
    image : numpy.ndarray, optional
        A picture: uint8, float from 0 to 1, or bool; (height, width) or (height, width, 3). By
        default the cup of lesson 01 with its box and its mask. Two digits and a printed text
        are always there to choose as well.
    boxes : sequence of tuple
        Boxes ``(x, y, width, height)`` in the picture; they move along.
    mask : numpy.ndarray, optional
        The object in the picture: bool, (height, width); it moves along.
    label : str, optional
        What the picture shows. For a digit such as "6", and for what is read, such as "road sign",
        the explorer knows what a turn and a mirror do to it.

    Returns
    -------
    PanelExplorer
        Its state holds the strength of each family, such as ``rotate``, the ``seed`` and the
        learner's ``marks``. The marks start anew when other samples are drawn.

    Raises
    ------
    ImageError
        For what is not a picture, or a box or a mask that does not fit it.

    Notes
    -----
    The picture is first brought to at most 160 pixels; shifts and blurs are pixels of that size.

    Examples
    --------
    >>> explorer = augmentation()
    >>> explorer.go_to("6, turned by up to 180°")
    >>> explorer.snapshot(picture="6", flip=False, rotate=180).text.splitlines()[-1]
    'Turned by 120° or more, a 6 reads as a 9. Mark the samples that still show a 6.'
    """
    from course_utils.explorers.augmenting.model import AugmentationModel
    from course_utils.explorers.panel_view import PanelExplorer

    return PanelExplorer(AugmentationModel(image, boxes, mask, label))


def colour_space(
    image: np.ndarray | None = None,
    *,
    title: str = "Colour space",
    presets: Mapping[str, Mapping[str, Any]] | None = None,
) -> PanelExplorer:
    """Choose colours by ranges of hue, saturation and value: as a mask, and on the hue wheel.

    Parameters
    ----------
    image : numpy.ndarray, optional
        A colour picture, (height, width, 3), RGB: uint8, or float from 0 to 1; beyond 640 pixels
        it is made smaller. By default three photographs of scikit-image to choose from.
    title : str
        The name of the explorer.
    presets : mapping, optional
        Names for the live demo, each with changes of the state such as
        ``{"hue_from": 170, "hue_to": 8, "saturation_from": 100}``.

    Returns
    -------
    PanelExplorer
        ``snapshot(hue_from=170)`` gives a static figure, and setting ``photograph``,
        ``encoding``, ``hue_from``, ``hue_to``, ``saturation_from``, ``saturation_to``,
        ``value_from`` or ``value_to`` moves it.

    Raises
    ------
    ImageError
        For what is not a colour picture of these kinds.

    Examples
    --------
    >>> red_and_blue = np.full((2, 5, 3), [255, 0, 0], np.uint8)
    >>> red_and_blue[:, 4] = [0, 0, 255]
    >>> colours = colour_space(red_and_blue, title="Red and blue")
    >>> print(colours.snapshot(hue_from=170, hue_to=8).text.splitlines()[8])
    in the mask, by 8 bits: OpenCV, 8 bits 8 of 10 pixels, 80.0 %
    """
    from course_utils.explorers.colours.model import ColourSpaceModel
    from course_utils.explorers.panel_view import PanelExplorer

    return PanelExplorer(ColourSpaceModel(image, title=title, presets=presets))


def resize_and_normalise(
    image: np.ndarray | None = None,
    *,
    title: str = "Resize and normalise",
    presets: Mapping[str, Mapping[str, Any]] | None = None,
) -> PanelExplorer:
    """Make a picture ready for a network: its new size, and the new range of its values.

    Parameters
    ----------
    image : numpy.ndarray, optional
        (height, width) or (height, width, 3), RGB: uint8, or float from 0 to 1; beyond 640 pixels
        it is made smaller first. By default three photographs of scikit-image to choose from.
    title : str
        The name of the explorer.
    presets : mapping, optional
        Names for the live demo, each with changes of the state such as
        ``{"width": 224, "method": "area", "scaling": "standardised"}``.

    Returns
    -------
    PanelExplorer
        ``snapshot(width=100)`` gives a static figure, and setting ``photograph``, ``method``,
        ``antialias``, ``fit``, ``scaling``, ``width``, ``across`` or ``down`` moves it.

    Raises
    ------
    ImageError
        For what is not a picture of these kinds.

    Examples
    --------
    >>> stripes = np.tile(np.uint8([0, 255]), (32, 32))
    >>> resizing = resize_and_normalise(stripes, title="Stripes")
    >>> print(resizing.snapshot(width=32, method="area").text.splitlines()[1])
    grey: smallest 128, largest 128, mean 128.0, standard deviation 0.0
    >>> print(resizing.snapshot(width=32, method="nearest").text.splitlines()[1])
    grey: smallest 0, largest 0, mean 0.0, standard deviation 0.0
    """
    from course_utils.explorers.panel_view import PanelExplorer
    from course_utils.explorers.resizing.model import ResizeModel

    return PanelExplorer(ResizeModel(image, title=title, presets=presets))


def denoise(
    image: np.ndarray | None = None,
    *,
    title: str = "Noise and filters",
    presets: Mapping[str, Mapping[str, Any]] | None = None,
) -> PanelExplorer:
    """Set a noise against a filter, and see by PSNR and SSIM which filter is right for it.

    Parameters
    ----------
    image : numpy.ndarray, optional
        (height, width) or (height, width, 3), RGB: uint8, or float from 0 to 1; beyond 256 pixels
        it is made smaller. By default scikit-image's photograph of a man with a camera.
    title : str
        The name of the explorer.
    presets : mapping, optional
        Names for the live demo, each with changes of the state such as
        ``{"noise": "salt and pepper", "filter": "median", "radius": 2}``.

    Returns
    -------
    PanelExplorer
        ``snapshot(filter="median")`` gives a static figure, and setting ``noise``, ``filter``,
        ``seed``, ``sigma``, ``share``, ``radius``, ``blur`` or ``levels`` moves it.

    Raises
    ------
    ImageError
        For what is not a picture of these kinds, or has a side of less than 7 pixels.

    Examples
    --------
    >>> grey = np.full((40, 40), 128, np.uint8)
    >>> noise = denoise(grey)
    >>> text = noise.snapshot(noise="salt and pepper", filter="median", radius=2).text
    >>> print(text.splitlines()[2])
    filtered: PSNR no difference, SSIM 1.000, mean difference 0.0 levels
    """
    from course_utils.explorers.denoising.model import DenoiseModel
    from course_utils.explorers.panel_view import PanelExplorer

    return PanelExplorer(DenoiseModel(image, title=title, presets=presets))


def neuron(*, presets: Mapping[str, Mapping[str, Any]] | None = None) -> PanelExplorer:
    """Set the weights, the bias and the activation of a node with two inputs.

    The plane of the inputs has the colour of the node's output, and the decision line in it. The
    point of operation stands on the curve of the activation, with its tangent.

    Parameters
    ----------
    presets : mapping, optional
        Names for the live demo, each with changes of the state such as
        ``{"w1": 1.0, "bias": -1.5, "activation": "relu"}``.

    Returns
    -------
    PanelExplorer
        ``snapshot(w1=2.0)`` gives a static figure, and setting ``x1``, ``x2``, ``w1``, ``w2``,
        ``bias``, ``use_bias``, ``activation`` or ``data`` moves it.

    Raises
    ------
    ImageError
        For a preset that does not fit.

    Examples
    --------
    >>> node = neuron()
    >>> figure = node.snapshot(x1=2.0, x2=3.0, w1=0.3, w2=0.1, bias=0.5, activation="relu")
    >>> print(figure.text.splitlines()[1][:58])
    node: w1 x1 0.60, w2 x2 0.30, b 0.50, sum z 1.40, output a
    """
    from course_utils.explorers.neurons.model import NeuronModel
    from course_utils.explorers.panel_view import PanelExplorer

    return PanelExplorer(NeuronModel(presets))


def gradient_descent(*, presets: Mapping[str, Mapping[str, Any]] | None = None) -> PanelExplorer:
    """Follow an optimiser over a loss curve or a contour map, step by step.

    Parameters
    ----------
    presets : mapping, optional
        Names for the live demo, each with changes of the state such as
        ``{"landscape": "long bowl", "optimiser": "momentum", "learning_rate": 0.05}``.

    Returns
    -------
    PanelExplorer
        ``snapshot(learning_rate=0.2)`` gives a static figure, and setting ``landscape``,
        ``order``, ``optimiser``, ``learning_rate``, ``momentum``, ``steps``, ``batch_size``,
        ``noise``, ``seed``, ``w``, ``b``, ``w1`` or ``w2`` moves it.

    Raises
    ------
    ImageError
        For a preset that does not fit.

    Examples
    --------
    >>> descent = gradient_descent()
    >>> descent.learning_rate = 0.1
    >>> print(descent.snapshot(order="only x = 3", learning_rate=0.2).text.splitlines()[-1][-51:])
    is above the limit 2 / curvature = 2 / 18 = 0.1111.
    """
    from course_utils.explorers.descents.model import DescentModel
    from course_utils.explorers.panel_view import PanelExplorer

    return PanelExplorer(DescentModel(presets))


def backpropagation(
    *,
    title: str = "Backpropagation graph",
    presets: Mapping[str, Mapping[str, Any]] | None = None,
) -> PanelExplorer:
    """Step through a small computation, forward to the loss and backward to the gradients.

    Each box is a number with its value and its gradient, each arrow has its local slope. A weight
    can be nudged, to measure its slope and compare.

    Parameters
    ----------
    title : str
        The name of the explorer.
    presets : mapping, optional
        Names for the live demo, each with changes of the state such as
        ``{"graph": "one neuron", "step": 9, "nudged": "w"}``.

    Returns
    -------
    PanelExplorer
        ``snapshot(step=4)`` gives a static figure, and setting ``graph``, ``step``, ``nudged``,
        ``nudge`` or ``slides`` moves it; for the graph "two layers", ``hidden``, ``layers_step``
        and ``layers_nudged``.

    Examples
    --------
    >>> neuron = backpropagation()
    >>> print(neuron.snapshot(step=6).text.splitlines()[-1])
    Backward: J hands 1 × (-6.2) = -6.2 to e.
    """
    from course_utils.explorers.graphs.model import GraphModel
    from course_utils.explorers.panel_view import PanelExplorer

    return PanelExplorer(GraphModel(title=title, presets=presets))


def training_monitor(
    x_validation: np.ndarray,
    labels_validation: Sequence[int] | np.ndarray,
    *,
    pictures: np.ndarray | None = None,
    names: Sequence[str] | None = None,
) -> TrainingMonitor:
    """Follow a fit of Keras: progress, curves, confusion matrix, worst mistakes, and a Stop button.

    Give its callback to a fit, which shows the monitor in its own cell::

        monitor = explorers.training_monitor(x_validation, labels_validation)
        history = model.fit(..., callbacks=[monitor.callback], verbose=0)

    Later every epoch can be looked at again. A second fit starts anew.

    Parameters
    ----------
    x_validation : array
        (n, ...), what ``model.predict`` takes. After each epoch the model answers these.
    labels_validation : array
        Whole numbers from 0, (n,) or (n, 1), or one-hot rows, (n, classes).
    pictures : array, optional
        A picture for each sample, (n, height, width) or (n, height, width, 3): uint8, or float
        from 0 to 1. By default `x_validation` itself, where it has such a shape.
    names : sequence of str, optional
        A name for each class; by default its number.

    Returns
    -------
    TrainingMonitor
        ``snapshot(epoch=3)`` gives a static figure, and setting ``epoch``, ``show``, ``order`` or
        ``cell`` moves it. ``stop()`` ends the fit.

    Raises
    ------
    ImageError
        For what does not fit together. A model that does not fit is named when its fit begins.

    Notes
    -----
    The monitor takes at most about a tenth of the fit's time. Where epochs are short beside its
    own work, it leaves some of them out of table and mistakes, and none out of the curves.

    Examples
    --------
    >>> monitor = training_monitor(np.zeros((3, 64)), [7, 8, 9], pictures=np.zeros((3, 8, 8)))
    >>> print(monitor.snapshot().text)
    Training monitor
    No fit yet. Give this monitor to one: model.fit(..., callbacks=[monitor.callback]).
    """
    from course_utils.explorers.training.model import TrainingModel
    from course_utils.explorers.training.monitor import TrainingMonitor

    return TrainingMonitor(TrainingModel(x_validation, labels_validation, pictures, names))


def network_playground(
    *,
    title: str = "Network playground",
    presets: Mapping[str, Mapping[str, Any]] | None = None,
) -> PanelExplorer:
    """Train a small network on points of a plane, and see what each of its nodes makes of them.

    `course_utils.networks` trains it, in the kernel. Run, Step and Reset move the epoch; another
    setting of data, network or training starts a new training.

    Parameters
    ----------
    title : str
        The name of the explorer.
    presets : mapping, optional
        Names for the live demo, each with changes of the state such as
        ``{"data": "xor", "layers": 1, "nodes_1": 2}``.

    Returns
    -------
    PanelExplorer
        ``snapshot(data="xor", epoch=50)`` gives a static figure of the trained network, and setting
        ``data``, ``noise``, ``points``, ``layers``, ``nodes_1`` to ``nodes_4``, ``activation``,
        ``rate``, ``batch``, ``regularisation``, ``strength``, ``seed`` or ``epoch`` moves it.

    Raises
    ------
    ImageError
        For a preset with a name or a value that the explorer does not know.

    Examples
    --------
    >>> playground = network_playground()
    >>> playground.data = "blobs"
    >>> text = playground.snapshot(data="blobs", epoch=50).text
    >>> "Here that is enough: 100 % of the training points are correct." in text
    True
    """
    from course_utils.explorers.panel_view import PanelExplorer
    from course_utils.explorers.playing.model import PlaygroundModel

    return PanelExplorer(PlaygroundModel(title=title, presets=presets))


def feature_maps(
    model: Any,
    pictures: np.ndarray,
    *,
    before: Any = None,
    labels: Sequence[int] | np.ndarray | None = None,
    names: Sequence[str] | None = None,
    title: str = "Feature maps",
    presets: Mapping[str, Mapping[str, Any]] | None = None,
) -> PanelExplorer:
    """Look into a trained network of Keras: every map of a layer, its kernels, what a unit sees.

    To compare with the time before training, keep the weights before ``fit``::

        before = model.get_weights()
        model.fit(...)
        explorers.feature_maps(model, x_test[:20], before=before)

    Parameters
    ----------
    model : keras.Model
        Sequential or functional, with one picture as input. It is only asked, never changed. What
        it answers at this moment is kept: after more training, call again.
    pictures : array
        (n, height, width) or (n, height, width, channels), in the range that ``model.fit`` got;
        one picture alone will do. At most 50 are taken, the first ones.
    before : list of array, or keras.Model, optional
        The weights before training, ``model.get_weights()``, or an untrained model of the same
        layers. With them a control chooses between before and after.
    labels : array, optional
        Whole numbers from 0, (n,): the class of each picture.
    names : sequence of str, optional
        A name for each class; by default its number.
    title : str
        The name of the explorer.
    presets : mapping, optional
        Names for the live demo, each with changes of the state such as
        ``{"layer": "conv2d", "map": 3, "row": 5, "column": 7}``.

    Returns
    -------
    PanelExplorer
        ``snapshot(layer="conv2d", map=3)`` gives a static figure, and setting ``picture``,
        ``layer``, ``map``, ``row``, ``column``, ``weights`` or ``scale`` moves it. A layer is
        called by its name in ``model.summary()``.

    Raises
    ------
    ImageError
        For what does not fit together.

    Notes
    -----
    All layers are computed at once, in the beginning, so that each control answers at once. A
    network without a convolution is shown with a sentence that says why it has no maps.

    Examples
    --------
    >>> feature_maps("my network", np.zeros((1, 28, 28)))
    Traceback (most recent call last):
    course_utils.images.errors.ImageError: explorers.feature_maps needs a Keras model, but an \
object of type str came.
    """
    from course_utils.explorers.mapping.model import FeatureMapsModel
    from course_utils.explorers.panel_view import PanelExplorer

    return PanelExplorer(
        FeatureMapsModel(
            model, pictures, before=before, labels=labels, names=names, title=title, presets=presets
        )
    )


def softmax_confidence(
    model: Any = None,
    pictures: np.ndarray | None = None,
    *,
    labels: Sequence[int] | np.ndarray | None = None,
    names: Sequence[str] | None = None,
    title: str = "Softmax and confidence",
    presets: Mapping[str, Mapping[str, Any]] | None = None,
) -> PanelExplorer:
    """See logits become probabilities, and how sure the answer is to a picture of no class.

    Without a model, sliders set the logits. With a model and pictures, the logits are those of a
    picture: one of yours, the same upside down, noise, a blank one, a photograph of something else.

    Parameters
    ----------
    model : keras.Model, optional
        A classifier whose last layer has softmax, or none and gives logits. It is only asked,
        never changed.
    pictures : array, optional
        (n, height, width) or (n, height, width, channels), in the range that ``model.fit`` got. At
        most 50 are taken, the first ones.
    labels : array, optional
        Whole numbers from 0, (n,): the class of each picture.
    names : sequence of str, optional
        A name for each class; by default its number. Without a model these are 2 to 6 names.
    title : str
        The name of the explorer.
    presets : mapping, optional
        Names for the live demo, each with changes of the state such as ``{"temperature": 2.0}``.

    Returns
    -------
    PanelExplorer
        ``snapshot(temperature=2.0)`` gives a static figure, and setting ``temperature`` or
        ``constant`` moves it; without a model also ``logit_1``, ``logit_2`` and so on, with one
        ``kind`` ("your picture", "upside down", "shuffled pixels", "noise", "blank" or
        "photograph"), ``picture``, ``noise``, ``grey`` or ``photograph``.

    Raises
    ------
    ImageError
        For what does not fit together.

    Examples
    --------
    >>> softmax = softmax_confidence(names=["cat", "dog"])
    >>> softmax.constant = 5.0
    >>> text = softmax.snapshot(logit_1=2.0, logit_2=1.0, constant=5.0).text
    >>> print(text.splitlines()[4])
    probabilities: cat 73.1 %, dog 26.9 %
    """
    from course_utils.explorers.panel_view import PanelExplorer

    if model is None and pictures is None:
        from course_utils.explorers.confidence.by_hand import ByHandModel

        return PanelExplorer(ByHandModel(names, title=title, presets=presets))
    from course_utils.explorers.confidence.model import ConfidenceModel

    return PanelExplorer(
        ConfidenceModel(model, pictures, labels=labels, names=names, title=title, presets=presets)
    )


def convolution(
    image: np.ndarray | None = None,
    *,
    title: str = "Convolution step by step",
    presets: Mapping[str, Mapping[str, Any]] | None = None,
) -> PanelExplorer:
    """Slide a kernel over a small picture: the window, the products, their sum, the output.

    Run, Step and Reset move the window, and so do the arrow keys in the picture. The numbers of
    the kernel can be edited. Padding is drawn as a ring around the picture.

    Parameters
    ----------
    image : numpy.ndarray, optional
        Your own picture, (height, width) with at most 12 rows and columns, of any real numbers.
        Pictures of the course, one of them a part of a photograph, are always there to choose.
    title : str
        The name of the explorer.
    presets : mapping, optional
        Names for the live demo, each with changes of the state such as
        ``{"picture": "5 x 5", "named": "sharpen", "padding": "zeros"}``.

    Returns
    -------
    PanelExplorer
        ``snapshot(moves=15)`` gives a static figure, and setting ``picture``, ``kernel``,
        ``named``, ``size``, ``divisor``, ``padding``, ``ring``, ``stride``, ``dilation``,
        ``flip``, ``moves`` or ``window`` moves it. The explorer divides each sum by ``divisor``.

    Raises
    ------
    ImageError
        For what is not a small grey picture of finite numbers.

    Examples
    --------
    >>> explorer = convolution()
    >>> explorer.kernel = [[0, 0, 0], [0, 2, 0], [0, 0, 0]]
    >>> explorer.named, explorer.window
    ('your own', (0, 0))
    >>> print(explorer.snapshot(window=(3, 3)).text.splitlines()[-1])
    Place 16 of 16, output[3, 3]: 1 + 0 - 8 + 6 + 0 - 8 + 2 + 0 - 9 = -16. The output is complete: \
4 x 4.
    """
    from course_utils.explorers.convolving.model import ConvolutionModel
    from course_utils.explorers.panel_view import PanelExplorer

    return PanelExplorer(ConvolutionModel(image, title=title, presets=presets))


def kernel_workshop(
    image: np.ndarray | None = None,
    *,
    title: str = "Kernel workshop",
    presets: Mapping[str, Mapping[str, Any]] | None = None,
) -> PanelExplorer:
    """Write any kernel, and see its response on a photograph, as a picture and as a histogram.

    Parameters
    ----------
    image : numpy.ndarray, optional
        A picture: uint8, float from 0 to 1, or bool; in colour it is made grey, and beyond 512
        pixels it is made smaller. By default three photographs of scikit-image to choose from.
    title : str
        The name of the explorer.
    presets : mapping, optional
        Names for the live demo, each with changes of the state such as
        ``{"kernel": "Sobel x", "shown": "absolute value"}``.

    Returns
    -------
    PanelExplorer
        ``snapshot(kernel="sharpen")`` gives a static figure, and setting ``photograph``,
        ``kernel``, ``weights``, ``size``, ``scale``, ``divisor``, ``bias``, ``border`` or
        ``shown`` moves it. ``weights`` takes any array of 3 x 3 or 5 x 5 numbers.

    Raises
    ------
    ImageError
        For what is not a picture of these kinds, or has a side of less than 5 pixels.

    Examples
    --------
    >>> workshop = kernel_workshop(np.full((9, 9), 100, np.uint8))
    >>> workshop.weights = np.ones((5, 5))
    >>> workshop.kernel, workshop.size
    ('box blur, 5 x 5', 5)
    >>> print(workshop.snapshot(weights=np.ones((3, 3)), scale="as written").text.splitlines()[2])
    response: smallest 900, largest 900, mean 900.0, below 0 0.0 %, above 255 100.0 %
    """
    from course_utils.explorers.filtering.model import WorkshopModel
    from course_utils.explorers.panel_view import PanelExplorer

    return PanelExplorer(WorkshopModel(image, title=title, presets=presets))


def pooling(
    image: np.ndarray | None = None,
    *,
    title: str = "Pooling",
    presets: Mapping[str, Mapping[str, Any]] | None = None,
) -> PanelExplorer:
    """Pool a feature map window by window, move its input by a pixel, and count what stays.

    Parameters
    ----------
    image : numpy.ndarray, optional
        A picture whose vertical edges are pooled: uint8, float from 0 to 1, or bool; beyond 128
        pixels it is made smaller. By default two photographs of scikit-image. A small worked
        example and a single bright pixel are always there to choose as well.
    title : str
        The name of the explorer.
    presets : mapping, optional
        Names for the live demo, each with changes of the state such as
        ``{"map": "5 x 5 example", "mode": "average", "padding": "same"}``.

    Returns
    -------
    PanelExplorer
        ``snapshot(padding="valid")`` gives a static figure, and setting ``map``, ``mode``,
        ``padding``, ``size``, ``stride``, ``right``, ``down``, ``row``, ``column`` or ``window``
        moves it.

    Raises
    ------
    ImageError
        For what is not a picture of these kinds, or has a side of less than 10 pixels.

    Examples
    --------
    >>> pools = pooling()
    >>> text = pools.snapshot(map="one bright pixel", padding="valid", right=1).text
    >>> "changes 2 of 64 inputs, and 0 of 16 outputs" in text
    True
    """
    from course_utils.explorers.panel_view import PanelExplorer
    from course_utils.explorers.pools.model import PoolingModel

    return PanelExplorer(PoolingModel(image, title=title, presets=presets))


def many_channels(
    image: np.ndarray | None = None,
    *,
    title: str = "Many channels",
    presets: Mapping[str, Mapping[str, Any]] | None = None,
) -> PanelExplorer:
    """Slide kernels over a colour picture: a slice for each channel, a map for each kernel.

    The three planes, the three slices on them, the three partial maps and their sum with the bias
    are shown for one kernel, and the maps of all kernels below, with shapes and parameters.

    Parameters
    ----------
    image : numpy.ndarray, optional
        Your own picture, (height, width, 3), RGB: uint8, or float from 0 to 1. The planes of a
        grey one are alike. Beyond 128 pixels a side it is made smaller. By default photographs.
    title : str
        The name of the explorer.
    presets : mapping, optional
        Names for the live demo, each with changes of the state such as
        ``{"count": 8, "kernel": 2}``.

    Returns
    -------
    PanelExplorer
        ``snapshot(kernel=2)`` gives a static figure, and setting ``photograph``, ``count``,
        ``kernel``, ``red``, ``green``, ``blue``, ``bias``, ``row`` or ``column`` moves it. Slices
        and bias are those of the kernel that is shown.

    Raises
    ------
    ImageError
        For what is not a picture of these kinds.

    Examples
    --------
    >>> red = np.full((3, 5, 3), [200, 0, 0], np.uint8)
    >>> explorer = many_channels(red)
    >>> explorer.kernel = 2
    >>> explorer.bias = 10
    >>> explorer.red[1], explorer.green[1]
    ((0.0, 1.0, 0.0), (0.0, -0.5, 0.0))
    >>> "red 200 + green 0 + blue 0 + bias 0 = 200." in explorer.snapshot(kernel=2).text
    True
    """
    from course_utils.explorers.channels.model import ChannelsModel
    from course_utils.explorers.panel_view import PanelExplorer

    return PanelExplorer(ChannelsModel(image, title=title, presets=presets))
