"""A network to play with: points of a plane, and what each node makes of them."""
