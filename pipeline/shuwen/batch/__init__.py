"""Running over many articles on one machine."""
