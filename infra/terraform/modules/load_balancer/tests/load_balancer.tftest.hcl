mock_provider "aws" {
  mock_resource "aws_lb" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:111111111111:loadbalancer/app/mercato-prod-public/0000000000000001" }
  }

  mock_resource "aws_lb_listener" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:111111111111:listener/app/mercato-prod-public/0000000000000001/0000000000000002" }
  }

  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:111111111111:targetgroup/mock/0000000000000003" }
  }
}

variables {
  name            = "mercato-prod-public"
  internal        = false
  vpc_id          = "vpc-00000000000000001"
  subnet_ids      = ["subnet-0000000000000000a", "subnet-0000000000000000b"]
  callers         = { cloudfront = { prefix_list_id = "pl-00000001" } }
  certificate_arn = "arn:aws:acm:eu-central-1:111111111111:certificate/origin"
  services        = ["catalog", "cart"]
  routes = [
    { service = "catalog", path = "/core/v1/products*" },
    { service = "catalog", path = "/core/v1/quotes*" },
    { service = "cart", path = "/core/v1/carts*" },
  ]
  origin_header            = "x-origin-verify"
  origin_secrets           = ["first", "second"]
  target_security_group_id = "sg-00000000000000001"
  access_logs_bucket       = "mercato-prod-access-logs"
  deletion_protection      = true
}

run "every_route_is_a_rule_that_asks_for_the_header" {
  assert {
    condition = {
      for path, rule in aws_lb_listener_rule.route : path => rule.priority
    } == { "/core/v1/products*" = 10, "/core/v1/quotes*" = 20, "/core/v1/carts*" = 30 }
    error_message = "A rule for each route, in the topology's order."
  }
  assert {
    condition = alltrue([
      for path, rule in aws_lb_listener_rule.route :
      toset(flatten([for condition in rule.condition : condition.path_pattern[*].values])) == toset([path]) &&
      toset(flatten([for condition in nonsensitive(rule.condition) : condition.http_header[*].http_header_name])) == toset(["x-origin-verify"]) &&
      toset(flatten([for condition in nonsensitive(rule.condition) : condition.http_header[*].values])) == toset(["first", "second"])
    ])
    error_message = "Each rule must match its path and a value of the header."
  }
  assert {
    condition     = aws_lb_listener_rule.not_found["edge"].priority == 50000 && aws_lb_listener_rule.not_found["edge"].action[0].fixed_response[0].status_code == "404"
    error_message = "What the edge asks for and nobody has is a 404."
  }
  assert {
    condition     = aws_lb_listener.https.default_action[0].type == "fixed-response" && aws_lb_listener.https.default_action[0].fixed_response[0].status_code == "403"
    error_message = "Whoever does not know the header is refused."
  }
  assert {
    condition     = jsondecode(aws_lb_listener.https.default_action[0].fixed_response[0].message_body).code == "forbidden"
    error_message = "A refusal is a problem document."
  }
}

run "it_speaks_tls_to_cloudfront_and_http_to_pods_only" {
  assert {
    condition     = aws_lb_listener.https.port == 443 && aws_lb_listener.https.protocol == "HTTPS" && startswith(aws_lb_listener.https.ssl_policy, "ELBSecurityPolicy-TLS13-1-2-")
    error_message = "TLS 1.2 and 1.3."
  }
  assert {
    condition = (
      length(aws_vpc_security_group_ingress_rule.callers) == 1 &&
      aws_vpc_security_group_ingress_rule.callers["cloudfront"].prefix_list_id == "pl-00000001" &&
      aws_vpc_security_group_ingress_rule.callers["cloudfront"].cidr_ipv4 == null &&
      aws_vpc_security_group_ingress_rule.callers["cloudfront"].from_port == 443 &&
      aws_vpc_security_group_ingress_rule.callers["cloudfront"].to_port == 443
    )
    error_message = "Only CloudFront reaches it, by HTTPS."
  }
  assert {
    condition = (
      aws_vpc_security_group_egress_rule.to_pods.referenced_security_group_id == "sg-00000000000000001" &&
      aws_vpc_security_group_egress_rule.to_pods.from_port == 8080 &&
      aws_vpc_security_group_ingress_rule.pods_from_load_balancer.security_group_id == "sg-00000000000000001" &&
      aws_vpc_security_group_ingress_rule.pods_from_load_balancer.referenced_security_group_id == aws_security_group.this.id &&
      aws_vpc_security_group_ingress_rule.pods_from_load_balancer.to_port == 8080
    )
    error_message = "It reaches the pods' port, and they let it in."
  }
}

run "it_is_protected_and_written_down" {
  assert {
    condition     = aws_lb.this.enable_deletion_protection && aws_lb.this.drop_invalid_header_fields && aws_lb.this.enable_zonal_shift && aws_lb.this.desync_mitigation_mode == "defensive"
    error_message = "Deletion protection, dropped headers, zonal shift, desync mitigation."
  }
  assert {
    condition     = aws_lb.this.access_logs[0].enabled && aws_lb.this.access_logs[0].bucket == "mercato-prod-access-logs"
    error_message = "Each request is logged."
  }
  assert {
    condition     = aws_lb.this.idle_timeout < 75 && aws_lb.this.client_keep_alive <= 300
    error_message = "Idle connections must end here before they end at a service, and callers must reconnect."
  }
}

run "pods_are_asked_whether_they_are_ready" {
  assert {
    condition     = toset(keys(aws_lb_target_group.service)) == var.services
    error_message = "A target group for each service."
  }
  assert {
    condition = alltrue([
      for service, group in aws_lb_target_group.service :
      group.name == "mercato-prod-public-${service}" && group.target_type == "ip" && group.port == 8080 &&
      group.health_check[0].path == "/health/ready" && group.deregistration_delay == "30"
    ])
    error_message = "Pods by address, asked for readiness, with time to finish."
  }
}

run "the_internal_one_goes_by_host_and_asks_for_no_header" {
  variables {
    name          = "mercato-prod-internal"
    internal      = true
    callers       = { functions = { security_group_id = "sg-00000000000000002" } }
    routes        = [{ service = "cart", host = "cart.internal.shop.example.com" }]
    origin_header = null
  }
  assert {
    condition = flatten([
      for condition in nonsensitive(aws_lb_listener_rule.route["cart.internal.shop.example.com"].condition) :
      [for header in condition.host_header : tolist(header.values)]
    ]) == ["cart.internal.shop.example.com"]
    error_message = "By host."
  }
  assert {
    condition     = length(aws_lb_listener_rule.not_found) == 0 && aws_lb_listener.https.default_action[0].fixed_response[0].status_code == "404" && aws_lb.this.internal
    error_message = "Inside, what is not there is a 404."
  }
}

run "a_public_one_without_a_secret_is_refused" {
  command = plan
  variables {
    origin_secrets = []
  }
  expect_failures = [var.origin_secrets]
}

run "a_secret_that_fits_everything_is_refused" {
  command = plan
  variables {
    origin_secrets = ["*"]
  }
  expect_failures = [var.origin_secrets]
}

run "a_route_to_nowhere_is_refused" {
  command = plan
  variables {
    routes = [{ service = "payment", path = "/core/v1/payments*" }]
  }
  expect_failures = [var.routes]
}

run "more_routes_than_a_listener_has_rules_are_refused" {
  command = plan
  variables {
    routes = [for number in range(100) : { service = "cart", path = "/${number}" }]
  }
  expect_failures = [var.routes]
}

run "a_name_that_is_too_long_is_refused" {
  command = plan
  variables {
    services = ["catalog", "cart", "a-service-with-a-long-name"]
  }
  expect_failures = [var.services]
}
