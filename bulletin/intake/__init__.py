"""收稿: from what the towns send (Word, WPS, text, PDF, mail) to copy that the office can edit."""
