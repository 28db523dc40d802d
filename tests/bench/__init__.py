"""What the budgets are about, measured: figures, never assertions.

``make bench`` starts a platform of its own, drives each operation a bounded number of times, and
prints figure, budget and ratio; ``bench-results/latest.json`` holds the same for scripts.
"""
