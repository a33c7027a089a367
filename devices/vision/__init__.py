"""What is seen in a picture: pure functions on arrays, no camera, no clock, no disk."""
