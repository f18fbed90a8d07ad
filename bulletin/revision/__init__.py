"""What somebody changed in an issue's Word document, and bringing it into the copy."""
