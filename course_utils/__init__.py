"""Helpers for the course *Basic Deep Learning in Computer Vision*.

Import the part that you need, for example ``from course_utils import images``. Importing the
package itself costs nothing: it loads no other library.
"""

import os

__version__ = "0.1.0"

# TensorFlow reads both when it is first imported; with both set it prints nothing to stderr.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
