# One load balancer in front of the services. Terraform makes all of it; pods join their target group by a
# TargetGroupBinding. So its address outlives any release, and destroying leaves nothing behind.

resource "aws_lb" "this" {
  name               = var.name
  load_balancer_type = "application"
  internal           = var.internal
  subnets            = var.subnet_ids
  security_groups    = [aws_security_group.this.id]
  ip_address_type    = "ipv4"

  enable_deletion_protection = var.deletion_protection
  enable_zonal_shift         = true # an impaired zone can be left
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "defensive"
  enable_xff_client_port     = false
  xff_header_processing_mode = "append"

  # Services keep idle connections for 75 seconds (chassis/process.py): it must be us who hang up first, or
  # a request is now and then sent into a connection that is being closed.
  idle_timeout = 60
  # Callers reconnect at least every five minutes, so that they leave a zone when their resolver does.
  client_keep_alive = 300

  access_logs {
    bucket  = var.access_logs_bucket
    prefix  = "load-balancers/${var.name}"
    enabled = true
  }

  tags = { Name = var.name }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
  certificate_arn   = var.certificate_arn

  routing_http_response_server_enabled = false

  # What no rule takes did not come by the way that it should have.
  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = local.problem_type
      status_code  = local.default_problem.status
      message_body = jsonencode(local.default_problem)
    }
  }

  tags = { Name = var.name }
}

locals {
  # application/problem+json is not among the types that a fixed response may have.
  problem_type = "application/json"
  not_found = {
    type   = "urn:mercato:problem:not-found"
    title  = "There is no such thing"
    status = 404
    code   = "not-found"
  }
  forbidden = {
    type   = "urn:mercato:problem:forbidden"
    title  = "You may not do this"
    status = 403
    code   = "forbidden"
  }
  default_problem = var.origin_header == null ? local.not_found : local.forbidden

  # Priorities leave room, so that a rule can be tried by hand between two others. Keyed by what they match:
  # a route put between others renumbers rules, and replaces none.
  rules = {
    for index, route in var.routes : "${route.host == null ? "" : route.host}${route.path == null ? "" : route.path}" => {
      service  = route.service
      priority = (index + 1) * 10
      paths    = route.path[*]
      hosts    = route.host[*]
    }
  }
}

resource "aws_lb_listener_rule" "route" {
  for_each = local.rules

  listener_arn = aws_lb_listener.https.arn
  priority     = each.value.priority

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.service[each.value.service].arn
  }

  dynamic "condition" {
    for_each = each.value.paths

    content {
      path_pattern {
        values = [condition.value]
      }
    }
  }

  dynamic "condition" {
    for_each = each.value.hosts

    content {
      host_header {
        values = [condition.value]
      }
    }
  }

  dynamic "condition" {
    for_each = var.origin_header[*]

    content {
      http_header {
        http_header_name = condition.value
        values           = var.origin_secrets
      }
    }
  }

  tags = { Name = "${var.name} ${each.key}" }
}

# Came from the edge, and asks for what there is not.
resource "aws_lb_listener_rule" "not_found" {
  for_each = var.origin_header == null ? {} : { edge = var.origin_header }

  listener_arn = aws_lb_listener.https.arn
  priority     = 50000 # the last that there is

  action {
    type = "fixed-response"

    fixed_response {
      content_type = local.problem_type
      status_code  = local.not_found.status
      message_body = jsonencode(local.not_found)
    }
  }

  condition {
    http_header {
      http_header_name = each.value
      values           = var.origin_secrets
    }
  }

  tags = { Name = "${var.name} not found" }
}

resource "aws_lb_target_group" "service" {
  for_each = var.services

  name        = "${var.name}-${each.key}"
  vpc_id      = var.vpc_id
  target_type = "ip" # pods, without a hop over a node's port
  port        = var.target_port
  protocol    = "HTTP"

  # As long as a pod drains after it was told to stop; the chart's grace period is longer.
  deregistration_delay = 30
  # A new pod's share grows while it opens its database connections and fills its caches.
  slow_start = 30
  # A canary's share of requests is its share of pods; an algorithm that avoids busy pods would hide a slow one.
  load_balancing_algorithm_type = "round_robin"

  health_check {
    path                = "/health/ready"
    port                = "traffic-port"
    protocol            = "HTTP"
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  tags = { Name = "${var.name}-${each.key}", service = each.key }
}
