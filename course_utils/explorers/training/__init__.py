"""A fit of Keras while it runs: progress, curves, confusion matrix, worst mistakes, and Stop."""
