"""Max and average pooling: windows, what they choose, and what a small shift changes."""
