"""The pixel and channel inspector."""
