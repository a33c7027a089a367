"""The tests, mirroring the source file for file, and the stories that walk through all of it."""
