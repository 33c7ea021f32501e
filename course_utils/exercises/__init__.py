"""The exercises, one module for each lesson.

A notebook writes ``from course_utils.exercises import lesson_01 as ex``, and then ``ex.crop``.
"""
