account         = "nonprod"
account_id      = "111111111111"
region          = "eu-north-1"
running_regions = ["eu-central-1"]
environments    = ["dev", "stage"]
repository      = "example/mercato"

# Built here, and copied to production: what runs there is what was tested here, digest by digest.
builds = true
image_replicas = [
  { region = "eu-central-1", account_id = "222222222222" },
  { region = "eu-west-1", account_id = "222222222222" },
]

monthly_limit_usd = 1500
cost_emails       = ["cost@example.com"]
security_features = { security_hub = false }
