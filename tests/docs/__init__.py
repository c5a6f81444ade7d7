"""The documents: their links, their tables, and every block of code in them."""
