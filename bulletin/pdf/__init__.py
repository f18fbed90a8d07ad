"""What a PDF shows: its glyphs with their places, bars, pictures, lines and text."""
