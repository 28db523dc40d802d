"""Product images as SVG: one function for each kind of product, on a soft backdrop."""
