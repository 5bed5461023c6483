"""How fast the model is, beside the same work in plain SimPy, salabim and Ciw: `make bench`."""
