"""From HTML to a PDF, and from a PDF to its measure."""
