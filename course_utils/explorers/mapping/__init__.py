"""What a trained network of Keras makes of a picture: its maps, its kernels, what a unit sees."""
