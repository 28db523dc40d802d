"""The one door of the local platform: plays CloudFront, WAF, API Gateway and the ALB.

What it forwards, and to whom, stands in the topology's ``routes``; nothing else is reachable. It
holds no rule of the shop and trusts nothing that a client says about itself.
"""
