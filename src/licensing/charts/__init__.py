"""Pictures of figures: pure functions from frozen values to self-contained SVG."""
