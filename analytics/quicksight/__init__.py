"""QuickSight as code: what ``analytics/dashboards`` says, as the requests that make it so.

``python -m analytics.quicksight --account … --region …`` prints them in order, as JSON.
"""
