"""What users bring: documents and filled matrices, checked and read apart from the server."""
