"""The report to hand on: one HTML file that needs nothing but itself."""
