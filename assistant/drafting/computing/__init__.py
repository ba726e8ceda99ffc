"""The named computations of a draft: what a sentence says that is stated in no single field."""
