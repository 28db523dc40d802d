# What stands before the regions of stage (../global).
environment = "stage"
account_id  = "111111111111"
region      = "eu-central-1"
domain      = "stage.shop.example.com"

log_retention_days = 14

runbooks_url  = "https://runbooks.shop.example.com/"
observability = { subscribers = { ticket = [{ protocol = "email", endpoint = "operations@shop.example.com" }] } }
