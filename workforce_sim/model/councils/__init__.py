"""What differs between councils and moves in time: levels, drift, leadership, named factors."""
