"""The theme, figures with alt text, and flow diagrams."""

import base64
import re
import subprocess
import sys
from html.parser import HTMLParser

import cv2
import matplotlib
import numpy as np
import pytest

matplotlib.use("agg")
from matplotlib import pyplot as plt

from course_utils import plots
from tests.contrast import contrast


@pytest.fixture
def shown(monkeypatch):
    """Collect figures instead of displaying them; leave no figure open."""
    figures = []
    monkeypatch.setattr("IPython.display.display", figures.append)
    yield figures
    plt.close("all")


def test_importing_plots_does_not_import_pyplot():
    program = (
        "import sys; from course_utils import plots; print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
    assert done.stderr == ""


def test_the_theme_is_applied():
    for key, value in plots.THEME.items():
        stored = matplotlib.rcParams[key]
        assert list(stored) == list(value) if isinstance(value, tuple) else stored == value
    assert plt.figure().get_size_inches().tolist() == [4, 3]
    plt.close("all")


def test_line_colours_stand_out_from_white_and_from_each_other():
    assert all(contrast("#ffffff", colour) >= 3 for colour in plots.COLOURS[:3])
    assert len(set(plots.COLOURS)) == len(plots.COLOURS)


def test_show_has_the_alt_text_and_closes(shown):
    plt.plot([0, 1], [0, 1])
    plots.show(alt='A line that rises "steeply".')
    assert plt.get_fignums() == []
    assert 'alt="A line that rises &quot;steeply&quot;."' in shown[0].html
    assert shown[0].text == 'A line that rises "steeply".'
    data = base64.b64decode(re.search(r"base64,([^\"]+)", shown[0].html).group(1))
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (600, 800, 3)  # 4 x 3 inches at 100 dots, twice as sharp
    assert "width:400px" in shown[0].html
    assert (picture[0, 0] == 255).all()


def test_show_a_given_figure_and_keep_it_open(shown):
    first, second = plt.figure(figsize=plots.WIDE), plt.figure()
    plots.show(alt="Empty.", figure=first, close=False)
    assert "width:800px" in shown[0].html
    assert plt.get_fignums() == [first.number, second.number]


def test_two_runs_give_the_same_bytes(shown):
    for _ in range(2):
        plt.imshow(np.eye(4))
        plots.show(alt="A diagonal.")
    assert shown[0] == shown[1]


def test_show_refuses_with_a_sentence(shown):
    with pytest.raises(ValueError, match="found no figure"):
        plots.show(alt="Nothing.")
    plt.plot([1, 2])
    with pytest.raises(ValueError, match="needs alt="):
        plots.show(alt=" ")
    assert plt.get_fignums()  # the figure is still there for a second try
    assert shown == []


@pytest.fixture
def drawn(monkeypatch, shown):
    """Keep the axes of each figure that a function of `plots` shows: its first ones."""
    kept = []
    close = plt.close

    def keep(figure):
        kept.append(figure.axes[0])
        close(figure)

    monkeypatch.setattr(plt, "close", keep)
    yield kept
    monkeypatch.undo()


def test_histogram_draws_the_counts_of_numpy(shown, drawn):
    image = np.random.default_rng(3).integers(0, 256, (40, 60), dtype=np.uint8)
    plots.histogram(image, alt="Random values.")
    (steps,) = drawn[0].patches
    counts, edges, _ = steps.get_data()
    assert counts.tolist() == np.histogram(image, bins=256, range=(0, 256))[0].tolist()
    assert np.allclose(edges, np.arange(257) - 0.5)  # each bar stands over its own value
    assert len(drawn[0].lines) == 0
    assert shown[0].text == "Random values."
    assert plt.get_fignums() == []


@pytest.mark.parametrize("cut", [0, 107, 255])
def test_histogram_draws_the_cut_above_the_values_that_equal_it(shown, drawn, cut):
    image = np.full((4, 4), cut, np.uint8)
    plots.histogram(image, cut=cut, alt="One bar.")
    (line,) = drawn[0].lines
    assert set(line.get_xdata()) == {cut + 0.5}
    assert [text.get_text() for text in drawn[0].texts] == [f"cut {cut}"]
    low, high = drawn[0].get_xlim()
    assert low < cut < high


@pytest.mark.parametrize(
    ("image", "cut", "alt", "said"),
    [
        (np.zeros((2, 2, 3), np.uint8), None, "a", "needs a grey picture"),
        (np.zeros((2, 2)), None, "a", "dtype float64 came"),
        (None, None, "a", "None came"),
        (np.zeros((2, 2), np.uint8), 256, "a", "between 0 and 255, but cut=256"),
        (np.zeros((2, 2), np.uint8), -1, "a", "between 0 and 255"),
        (np.zeros((2, 2), np.uint8), None, "", "needs alt="),
    ],
)
def test_histogram_refuses_with_a_sentence(shown, image, cut, alt, said):
    with pytest.raises(ValueError, match=said):
        plots.histogram(image, cut, alt=alt)
    assert shown == []
    assert plt.get_fignums() == []


class _Text(HTMLParser):
    """Collect the text of every list item that a screen reader reads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.items: list[str] = []
        self.hidden = False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag == "li":
            self.hidden = dict(attributes).get("aria-hidden") == "true"
            if not self.hidden:
                self.items.append("")

    def handle_data(self, data):
        if not self.hidden and self.items:
            self.items[-1] += f"|{data}"


def test_flow_lists_the_stages_in_order(shown):
    plots.flow(["see", "think <hard>"], ["camera", "network"], alt="From light to word.")
    html = shown[0].html
    assert _Text(html).items == ["|1. see|camera", "|2. think <hard>|network"]
    assert html.count("&#8594;") == 1
    assert 'aria-label="From light to word."' in html
    assert shown[0].text == "From light to word.\n1. see: camera\n2. think <hard>: network"


def test_flow_can_be_read_in_every_theme(shown):
    plots.flow(["one"], alt="One box.")
    style = shown[0].html
    background = re.search(r"background:(#\w{6})", style).group(1)
    ink = re.search(r";color:(#\w{6})", style).group(1)
    assert contrast(ink, background) >= 7
    arrow = 'aria-hidden="true" style="list-style:none;margin:0;align-self:center;'
    plots.flow(["one", "two"], alt="Two boxes.")
    assert arrow in shown[1].html  # no colour of its own: it takes the page's


@pytest.mark.parametrize(
    ("arguments", "alt", "said"),
    [
        ([[]], "a", "needs a list of stages"),
        (["abc"], "a", "needs a list of stages"),
        ([["a", "b"], ["c"]], "a", "2 stages, but 1 details"),
        ([["a"]], "", "needs alt="),
    ],
)
def test_flow_refuses_with_a_sentence(shown, arguments, alt, said):
    with pytest.raises(ValueError, match=said):
        plots.flow(*arguments, alt=alt)


def test_split_lists_the_parts_and_marks_one(shown):
    parts = {"light": "work & play", "dark <night>": "sleep"}
    plots.split("day", parts, marked=["light"], alt="Two halves.")
    html = shown[0].html
    assert _Text(html).items == ["|light|work & play", "|dark <night>|sleep"]
    assert html.count("&#8595;") == 2
    first, second = re.findall(r'<li style="([^"]+)"', html)
    ink, background = (re.search(rf"{name}:(#\w{{6}})", first)[1] for name in (";color", "ground"))
    assert contrast(ink, background) >= 7
    assert "border:3px" in first and "border:1px" in second
    assert "#" not in second  # the colours of the page, in every theme
    assert 'aria-label="Two halves."' in html and "<b>day</b>" in html
    assert shown[0].text == "Two halves.\nday:\n- light: work & play\n- dark <night>: sleep"


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        (["day", {"light": "work"}], {"alt": "a"}, "at least two parts, but 1 came"),
        (["day", {"a": "", "b": ""}], {"alt": "a", "marked": ["c"]}, "'c' is not among the parts"),
        (["day", {"a": "", "b": ""}], {"alt": ""}, "needs alt="),
    ],
)
def test_split_refuses_with_a_sentence(shown, arguments, options, said):
    with pytest.raises(ValueError, match=said):
        plots.split(*arguments, **options)
    assert shown == []


# ---- training ------------------------------------------------------------------------------------


def test_learning_curves_draw_the_values_from_epoch_1_on(drawn):
    loss = {"training": [0.9, 0.4, 0.3], "validation": [1.0, 0.6]}
    plots.learning_curves(loss, {"training": [0.5, 0.8, 0.9]}, alt="Falling, rising.")
    left, right = drawn[0].figure.axes
    assert [line.get_xydata().tolist() for line in left.lines] == [
        [[1, 0.9], [2, 0.4], [3, 0.3]],
        [[1, 1.0], [2, 0.6]],
    ]
    assert (left.get_ylabel(), right.get_ylabel()) == ("loss", "accuracy")
    assert left.get_xlabel() == "epoch"
    styles = [line.get_linestyle() for line in left.lines]
    assert len(set(styles)) == 2
    assert [text.get_text() for text in left.get_legend().get_texts()] == list(loss)
    assert right.get_legend() is None


def test_learning_curves_may_be_logarithmic_and_count_steps(drawn):
    plots.learning_curves({"loss": [100, 1]}, unit="step", logarithmic=True, alt="A fall.")
    assert drawn[0].get_yscale() == "log"
    assert drawn[0].get_xlabel() == "step"


@pytest.mark.parametrize("panels", [[], [{}], [{"training": []}]])
def test_learning_curves_without_a_curve_are_a_sentence(panels):
    with pytest.raises(ValueError, match="Was there any training yet"):
        plots.learning_curves(*panels, alt="Nothing.")


def test_more_panels_than_quantities_are_a_sentence():
    with pytest.raises(ValueError, match="3 panels, but 2 quantities"):
        plots.learning_curves(*[{"training": [1]}] * 3, alt="Three.")


def test_decision_regions_ask_the_classifier_and_lie_where_the_points_are(drawn):
    places = np.array([[-1.0, -1.0], [3.0, 1.0], [0.0, 1.0]])
    classifiers = {"right": lambda p: (p[:, 0] > 1).astype(int), "top": lambda p: p[:, 1] > 0}
    plots.decision_regions(classifiers, places, np.array([0, 1, 0]), alt="Two borders.")
    by_name = {axes.get_title(): axes for axes in drawn[0].figure.axes}
    assert list(by_name) == ["right", "top"]
    image = by_name["right"].images[0]
    left, right, bottom, top = image.get_extent()
    assert (left, right, bottom, top) == pytest.approx((-1.3, 3.3, -1.3, 1.3))
    columns = np.linspace(left, right, image.get_array().shape[1])
    np.testing.assert_array_equal(image.get_array()[0], columns > 1)
    rows = np.linspace(bottom, top, image.get_array().shape[0])
    np.testing.assert_array_equal(by_name["top"].images[0].get_array()[:, 0], rows > 0)
    discs, triangles = by_name["top"].collections
    assert discs.get_offsets().tolist() == [[-1, -1], [0, 1]]
    assert triangles.get_offsets().tolist() == [[3, 1]]
    assert triangles.get_sizes() > discs.get_sizes()  # else they look smaller


@pytest.mark.parametrize("panels", [1, 2, 3])
def test_titles_of_decision_regions_lie_inside_the_figure(drawn, panels):
    places = np.array([[-2.0, -2.1], [2.2, 2.3]])  # higher than wide
    classifiers = {f"{number} nodes": lambda p: p[:, 0] > 0 for number in range(panels)}
    plots.decision_regions(classifiers, places, np.array([0, 1]), alt="A border.")
    figure = drawn[0].figure
    figure.canvas.draw()
    for axes in figure.axes:
        assert axes.title.get_window_extent().y1 <= figure.bbox.y1
        assert axes.get_tightbbox().y0 >= 0


def test_decision_regions_refuse_what_is_no_plane():
    with pytest.raises(ValueError, match=r"points of shape \(n, 2\)"):
        plots.decision_regions({"a": len}, np.zeros((3, 3)), np.zeros(3), alt="No.")
    with pytest.raises(ValueError, match="needs a classifier"):
        plots.decision_regions({}, np.zeros((3, 2)), np.zeros(3), alt="No.")


# ---- curves and networks -------------------------------------------------------------------------


@pytest.fixture
def figure_of(monkeypatch, shown):
    """Collect the figures that `curves` and `network` hand to `show`."""
    figures = []
    for module in ("lines", "layers"):
        monkeypatch.setattr(
            f"course_utils.plots.{module}.show", lambda *, alt, figure: figures.append(figure)
        )
    return figures


def test_curves_draw_each_curve_in_its_panel_told_apart_without_colours(figure_of):
    x = np.linspace(-1, 1, 5)
    plots.curves(x, {"value": {"a": x, "b": x**2}, "slope": {"a": x**0}}, label="z", alt="Two.")
    value, slope = figure_of[0].axes
    assert (value.get_title(), slope.get_title()) == ("value", "slope")
    assert [line.get_ydata().tolist() for line in value.lines] == [x.tolist(), (x**2).tolist()]
    assert slope.lines[0].get_xdata().tolist() == x.tolist()
    assert len({line.get_linestyle() for line in value.lines}) == 2
    assert [text.get_text() for text in value.get_legend().get_texts()] == ["a", "b"]
    assert value.get_xlabel() == "z"


@pytest.mark.parametrize(
    ("panels", "alt", "said"),
    [
        ({}, "a", "needs a curve in each panel"),
        ({"value": {}}, "a", "needs a curve in each panel"),
        ({"value": {"a": np.zeros(3)}}, "a", r"'a' of the panel 'value' has the shape \(3,\)"),
        ({"value": {"a": np.zeros(5)}}, " ", "needs alt="),
    ],
)
def test_curves_refuse_with_a_sentence(figure_of, panels, alt, said):
    with pytest.raises(ValueError, match=said):
        plots.curves(np.zeros(5), panels, alt=alt)
    assert figure_of == []


def test_network_draws_a_line_for_each_weight_and_its_number_on_it(figure_of):
    weights = [np.array([[0.3, 0.2, -1], [0.1, 0.4, 0.5]]), np.array([[1.0], [2], [3]])]
    values = [[2, 3], [1.4, 2.1, "?"], [0.73536]]
    plots.network([2, 3, 1], values=values, weights=weights, names=["a", "b", "c"], alt="A net.")
    (axes,) = figure_of[0].axes
    lines = [line for line in axes.lines if len(line.get_xdata()) == 2]
    nodes = [line for line in axes.lines if len(line.get_xdata()) == 1]
    assert (len(lines), len(nodes)) == (2 * 3 + 3 * 1, 2 + 3 + 1)
    assert [node.get_marker() for node in nodes] == ["s", "s", "o", "o", "o", "o"]
    written = [text.get_text() for text in axes.texts]
    assert written[:9] == ["0.3", "0.2", "-1", "0.1", "0.4", "0.5", "1", "2", "3"]
    assert written[9:] == ["2", "3", "a", "1.4", "2.1", "?", "b", "0.735", "c"]
    # Each number lies on the line of its weight, and no two lie on each other.
    places = [text.get_position() for text in axes.texts[:9]]
    for (x, y), line in zip(places, lines, strict=True):
        (x0, x1), (y0, y1) = line.get_data()
        assert y == pytest.approx(y0 + (x - x0) * (y1 - y0) / (x1 - x0))
    same_layer = sorted(y for x, y in places if x < 1)
    assert min(np.diff(same_layer)) > 0.05


def test_network_draws_no_line_where_the_weight_is_nan(figure_of):
    weights = np.array([[0.0, np.nan], [2, 0], [np.nan, 2]])
    plots.network([3, 2], values=[[1, 2, 3], [4, 6]], weights=[weights], alt="Local.")
    (axes,) = figure_of[0].axes
    lines = [line for line in axes.lines if len(line.get_xdata()) == 2]
    assert len(lines) == 4
    assert [text.get_text() for text in axes.texts[:4]] == ["0", "2", "0", "2"]


def test_network_draws_the_ends_of_a_large_layer(figure_of):
    plots.network([64, 8, 7], alt="A large one.")
    (axes,) = figure_of[0].axes
    nodes = [line.get_xydata()[0] for line in axes.lines if len(line.get_xdata()) == 1]
    counts = [sum(x == layer for x, _ in nodes) for layer in range(3)]
    assert counts == [6, 6, 7]
    assert [text.get_text() for text in axes.texts] == ["⋮", "⋮"]


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        (([3],), {}, "at least two layers"),
        (([3, 0],), {}, "at least two layers"),
        (([2, 1],), {"names": ["a"]}, "2 layers, but 1 names"),
        (([2, 1],), {"values": [[1], [2]]}, r"have \[2, 1\] nodes, but values came for \[1, 1\]"),
        (([2, 1],), {"weights": [np.zeros((1, 2))]}, r"the shapes \[\(2, 1\)\], not \[\(1, 2\)\]"),
        (([2, 1],), {"alt": ""}, "needs alt="),
    ],
)
def test_network_refuses_with_a_sentence(figure_of, arguments, options, said):
    with pytest.raises(ValueError, match=said):
        plots.network(*arguments, **({"alt": "A net."} | options))
    assert figure_of == []


def test_a_flow_may_lead_back(shown):
    plots.flow(["one", "two"], again="again from < 1", alt="Round.")
    assert shown[0].text == "Round.\n1. one\n2. two\nThen again from < 1."
    assert "again from &lt; 1" in shown[0].html
    plots.flow(["one", "two"], alt="Straight.")
    assert "&#8592;" not in shown[1].html
