"""Linear models and the branch and bound that solves them."""
