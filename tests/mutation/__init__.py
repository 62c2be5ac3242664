"""Change the law of the library in small ways and see whether its tests notice."""
