"""What a person sees: charts and closing tables, drawn only from stored results."""
