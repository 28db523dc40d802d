variables {
  environment = "prod"
  role        = "primary"
  topology = {
    functions = {
      bff    = { triggers = ["rest_api"] }
      notes  = { triggers = ["rest_api", "queues", "user_pool"] }
      intake = { triggers = ["delivery_streams"] }
    }
    queues = {
      notes-order-events   = { consumer = "notes", handler = "on_order_events" }
      catalog-order-events = { consumer = "catalog" }
    }
    user_pool = {
      triggers = { custom_message = { function = "notes", handler = "customize_message" } }
    }
    delivery_streams = {
      clicks = { transform = "intake", handler = "transform" }
      again  = { transform = "intake", handler = "transform" }
    }
  }
}

run "every_trigger_names_its_function_once" {
  command = plan
  assert {
    condition = toset(keys(output.functions)) == toset([
      "bff.api_handler", "notes.api_handler", "notes.on_order_events", "notes.customize_message", "intake.transform"
    ])
    error_message = "Each handler that something starts is there once, and none of a service."
  }
  assert {
    condition     = output.rest_apis == toset(["bff", "notes"])
    error_message = "An application without routes has no REST API."
  }
}

run "names_are_those_that_chalice_gives" {
  command = plan
  assert {
    condition     = output.functions["bff.api_handler"].function_name == "mercato-bff-prod"
    error_message = "The function behind a REST API has no handler in its name."
  }
  assert {
    condition     = output.functions["notes.on_order_events"].function_name == "mercato-notes-prod-on_order_events"
    error_message = "Other functions end in their handler."
  }
}

run "a_standby_is_a_stage_of_its_own" {
  command = plan
  variables {
    role = "standby"
  }
  assert {
    condition     = output.functions["bff.api_handler"].function_name == "mercato-bff-prod-standby"
    error_message = "The standby's stage ends in -standby."
  }
}
