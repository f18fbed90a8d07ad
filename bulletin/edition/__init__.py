"""What was sent out, as it is kept: a folder for each revision, and the register of them all."""
