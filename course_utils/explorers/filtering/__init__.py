"""Any kernel on a photograph: its response, how that is shown, and what the weights sum to."""
