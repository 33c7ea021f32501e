"""Convolution over the channels of a colour picture."""
