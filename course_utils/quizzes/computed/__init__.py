"""Quiz questions whose numbers are drawn by a seed and whose answers are computed."""

from course_utils.quizzes.computed import convolution, networks, pictures
from course_utils.quizzes.computed.template import Template

TEMPLATES: dict[str, Template] = {
    template.id: template
    for template in (*pictures.TEMPLATES, *networks.TEMPLATES, *convolution.TEMPLATES)
}
