account         = "prod"
account_id      = "222222222222"
region          = "eu-north-1"
running_regions = ["eu-central-1", "eu-west-1"]
environments    = ["prod"]
repository      = "example/mercato"

builds        = false
image_sources = ["111111111111"]

monthly_limit_usd = 6000
cost_emails       = ["cost@example.com"]
security_features = { macie = true, unused_access = true }
