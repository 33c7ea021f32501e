"""A neuron with two inputs: its weighted sum, its activation and its decision line."""
