"""The core services: latency-critical Starlette processes on EKS, and their chassis."""
