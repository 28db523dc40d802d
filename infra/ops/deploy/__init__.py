"""``mercato deploy``: an environment by Terraform, Chalice and Terraform again, in their order.

Terraform owns everything but the Lambda code, Chalice owns that; what one has made, the other is
told here. Every step can be repeated, and one that was interrupted goes on where it was.
"""
