"""The first rules: one reading of each figure, first match wins. They vote; what beats them replaces them."""
