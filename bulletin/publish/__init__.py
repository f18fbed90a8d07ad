"""The last steps of an issue's life: approved, published, corrected, withdrawn, verified."""
