"""What may be cited: the provisions, where each is known from, and the index over them."""
