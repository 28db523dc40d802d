"""From the lake's answers to what the page shows: sums, shares and comparisons."""
