"""The month: what the office does, what levers and shocks may do, and the money that it costs."""
