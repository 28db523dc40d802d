"""What analysts work with: tables, views, queries and dashboards, and a runner for one machine."""
