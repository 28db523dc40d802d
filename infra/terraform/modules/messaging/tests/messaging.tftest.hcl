mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/mercato-test-topics-eu-central-1" }
  }
  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-central-1:111111111111:invented" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-central-1:111111111111:invented" }
  }
}

# The topology itself: a queue that is added to it is tested from then on.
variables {
  permissions_boundary_arn = "arn:aws:iam::111111111111:policy/mercato-boundary"
  name                     = "mercato-test"
  region                   = "eu-central-1"
  account_id               = "111111111111"
  key_arn                  = "arn:aws:kms:eu-central-1:111111111111:key/mrk-messages"
  logs_key_arn             = "arn:aws:kms:eu-central-1:111111111111:key/mrk-logs"
  configuration_set        = "mercato-test-notifications"
  topics                   = yamldecode(file("../../../topology.yaml")).topics
  queues                   = yamldecode(file("../../../topology.yaml")).queues
  queue_defaults           = yamldecode(file("../../../topology.yaml")).queue_defaults
}

run "gives_every_queue_a_dead_letter_queue" {
  command = apply

  assert {
    condition     = toset(keys(aws_sqs_queue.dead_letters)) == toset(keys(var.queues)) && toset(keys(aws_sqs_queue.this)) == toset(keys(var.queues))
    error_message = "Each queue of the topology has a dead-letter queue."
  }
  assert {
    condition = alltrue([
      for name, queue in aws_sqs_queue.this :
      jsondecode(queue.redrive_policy).maxReceiveCount == var.queue_defaults.max_receive_count &&
      jsondecode(queue.redrive_policy).deadLetterTargetArn == aws_sqs_queue.dead_letters[name].arn
    ])
    error_message = "A message that is received too often goes to its queue's dead-letter queue."
  }
  assert {
    condition = alltrue([
      for name, queue in aws_sqs_queue.dead_letters :
      queue.name == "mercato-test-${name}-dlq" &&
      jsondecode(queue.redrive_allow_policy) == {
        redrivePermission = "byQueue"
        sourceQueueArns   = ["arn:aws:sqs:eu-central-1:111111111111:mercato-test-${name}"]
      }
    ])
    error_message = "A dead-letter queue is its queue's own, and called after it."
  }
  assert {
    condition = alltrue([
      for queue in aws_sqs_queue.dead_letters : queue.message_retention_seconds == 1209600
    ])
    error_message = "What was given up is kept for as long as SQS can."
  }
  assert {
    condition = alltrue([
      for name, queue in aws_sqs_queue.this :
      queue.visibility_timeout_seconds == coalesce(var.queues[name].visibility_timeout_seconds, var.queue_defaults.visibility_timeout_seconds)
    ])
    error_message = "A message is hidden for as long as the topology says."
  }
}

run "encrypts_everything_with_the_key_of_messages" {
  command = plan

  assert {
    condition = alltrue([
      for each in concat(values(aws_sqs_queue.this), values(aws_sqs_queue.dead_letters)) :
      each.kms_master_key_id == var.key_arn
    ])
    error_message = "Queues are encrypted with the key of messages."
  }
  assert {
    condition     = alltrue([for topic in aws_sns_topic.this : topic.kms_master_key_id == var.key_arn && topic.signature_version == 2])
    error_message = "Topics are encrypted with the key of messages, and sign with SHA-256."
  }
  assert {
    condition     = alltrue([for log in aws_cloudwatch_log_group.failed_deliveries : log.kms_key_id == var.logs_key_arn && log.retention_in_days > 0])
    error_message = "Logs are encrypted and have an end."
  }
}

run "traces_what_passes_a_topic" {
  command = plan

  assert {
    condition     = alltrue([for topic in aws_sns_topic.this : topic.tracing_config == "Active"])
    error_message = "Topics take part in traces."
  }
  assert {
    condition     = jsondecode(aws_xray_resource_policy.this.policy_document).Statement[0].Condition.StringLike["aws:SourceArn"] == "arn:aws:sns:eu-central-1:111111111111:mercato-test-*"
    error_message = "X-Ray takes segments of our topics alone."
  }
}

run "delivers_what_the_consumer_knows" {
  command = plan

  assert {
    condition     = toset(keys(aws_sns_topic_subscription.this)) == toset(keys(var.queues))
    error_message = "Each queue is subscribed to its topic."
  }
  assert {
    condition = alltrue([
      for name, subscription in aws_sns_topic_subscription.this :
      subscription.raw_message_delivery && subscription.protocol == "sqs"
    ])
    error_message = "Consumers get our envelope, without one of SNS around it."
  }
  assert {
    condition = alltrue([
      for name, subscription in aws_sns_topic_subscription.this :
      subscription.filter_policy_scope == "MessageAttributes" &&
      subscription.filter_policy == jsonencode({ event_type = var.queues[name].events })
      if length(var.queues[name].events) > 0
    ])
    error_message = "A filter is exactly the events of the topology, by the message attribute event_type."
  }
  assert {
    condition = alltrue([
      for name, subscription in aws_sns_topic_subscription.this : subscription.filter_policy == null
      if length(var.queues[name].events) == 0
    ])
    error_message = "A queue without events hears everything."
  }
  assert {
    condition     = anytrue([for queue in var.queues : length(queue.events) == 0]) && anytrue([for queue in var.queues : length(queue.events) > 0])
    error_message = "The topology has queues of both kinds, or these tests say nothing."
  }
}

run "keeps_what_a_subscription_could_not_deliver" {
  command = apply

  assert {
    condition = alltrue([
      for name, subscription in aws_sns_topic_subscription.this :
      jsondecode(subscription.redrive_policy).deadLetterTargetArn == aws_sqs_queue.dead_letters[name].arn
    ])
    error_message = "What SNS could not deliver is kept."
  }
}

run "lets_only_the_own_topic_send" {
  command = plan

  assert {
    condition     = length(aws_sqs_queue_policy.this) == 2 * length(var.queues)
    error_message = "Each queue and each dead-letter queue has a policy."
  }
  assert {
    condition = alltrue(flatten([
      for name, queue in var.queues : [
        for key, arn in { (name) = "mercato-test-${name}", "${name}-dlq" = "mercato-test-${name}-dlq" } : [
          for statement in jsondecode(aws_sqs_queue_policy.this[key].policy).Statement :
          statement.Resource == "arn:aws:sqs:eu-central-1:111111111111:${arn}" && (
            statement.Effect == "Deny" ?
            try(statement.Condition.Bool["aws:SecureTransport"], "") == "false" :
            try(statement.Condition.ArnEquals["aws:SourceArn"], "") == "arn:aws:sns:eu-central-1:111111111111:mercato-test-${queue.topic}"
          )
        ]
      ]
    ]))
    error_message = "TLS only, and only the queue's topic sends."
  }
}

run "lets_ses_publish_where_it_is_the_producer" {
  command = plan

  assert {
    condition = {
      for name, policy in aws_sns_topic_policy.this :
      name => length([for statement in jsondecode(policy.policy).Statement : statement if statement.Effect == "Allow"])
    } == { for name, topic in var.topics : name => topic.producer == "ses" ? 1 : 0 }
    error_message = "SES publishes to the topic of its own, and to no other."
  }
  assert {
    condition = alltrue([
      for policy in aws_sns_topic_policy.this : jsondecode(policy.policy).Statement[0].Condition.Bool["aws:SecureTransport"] == "false"
    ])
    error_message = "TLS only."
  }
  assert {
    condition     = strcontains(aws_sns_topic_policy.this["email-feedback"].policy, "configuration-set/mercato-test-notifications")
    error_message = "SES publishes for our configuration set alone."
  }
}

run "refuses_a_dead_letter_queue_that_forgets_first" {
  command = plan
  variables {
    queue_defaults = {
      visibility_timeout_seconds    = 30
      message_retention_seconds     = 345600
      dlq_message_retention_seconds = 345600
      max_receive_count             = 5
    }
  }

  expect_failures = [var.queue_defaults]
}

run "refuses_a_queue_of_another_name" {
  command = plan
  variables {
    queues = { orders = { consumer = "catalog", topic = "order-events" } }
  }

  expect_failures = [var.queues]
}
