"""The exercises, one module for each lesson: ``from course_utils.exercises import lesson_01 as ex``."""
