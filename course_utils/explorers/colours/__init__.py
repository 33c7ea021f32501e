"""The colour space HSV."""
