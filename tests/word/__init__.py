"""Tests of the Word documents that issues are exported as."""
