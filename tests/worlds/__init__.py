"""Small worlds and regimes made for tests, in which everything happens often."""
