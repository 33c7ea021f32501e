"""One picture, twelve samples of a policy."""
