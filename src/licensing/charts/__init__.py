"""Pictures from figures, as SVG."""
