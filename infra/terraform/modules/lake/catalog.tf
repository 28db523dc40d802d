# Databases, tables and views, from the SQL files in analytics/ by way of catalog.json (`make schemas`).
# Tables have partition projection: no crawler, and a day is there as soon as its first file is.

locals {
  catalog = jsondecode(file("${path.module}/catalog.json"))

  tables = { for table in local.catalog.tables : "${table.database}.${table.name}" => table }
  views  = { for view in local.catalog.views : view.name => view }

  # Where two environments share Glue's catalog, each has databases of its own, and its SQL names them.
  database_names = { for name in local.catalog.databases : name => "${var.database_prefix}${name}" }
  database_word  = "/\\b(${join("|", local.catalog.databases)})\\./"

  # What the SQL files leave open. A table's other braces, such as those of dt, are Athena's.
  filled = { for key, table in local.tables : key => {
    location = replace(table.location, "$${lake}", var.bucket_names["lake"])
    parameters = {
      for name, value in table.parameters :
      name => replace(replace(value, "$${lake}", var.bucket_names["lake"]), "$${first_day}", var.first_day)
    }
  } }
}

resource "aws_glue_catalog_database" "this" {
  for_each = local.database_names

  name        = each.value
  description = "Mercato: ${each.key}"
}

resource "aws_glue_catalog_table" "tables" {
  for_each = local.tables

  database_name = aws_glue_catalog_database.this[each.value.database].name
  name          = each.value.name
  table_type    = "EXTERNAL_TABLE"
  parameters = merge(local.filled[each.key].parameters, {
    EXTERNAL       = "TRUE"
    classification = strcontains(each.value.storage.serde, "Parquet") ? "parquet" : "json"
  })

  storage_descriptor {
    location      = local.filled[each.key].location
    input_format  = each.value.storage.input_format
    output_format = each.value.storage.output_format

    ser_de_info {
      serialization_library = each.value.storage.serde
      parameters            = each.value.storage.serde_parameters
    }
    dynamic "columns" {
      for_each = each.value.columns
      content {
        name    = columns.value.name
        type    = columns.value.type
        comment = lookup(columns.value, "comment", null)
      }
    }
  }

  dynamic "partition_keys" {
    for_each = each.value.partition_keys
    content {
      name    = partition_keys.value.name
      type    = partition_keys.value.type
      comment = lookup(partition_keys.value, "comment", null)
    }
  }
}

resource "aws_glue_catalog_table" "views" {
  for_each = local.views

  database_name      = aws_glue_catalog_database.this[each.value.database].name
  name               = each.key
  description        = each.value.comment
  table_type         = "VIRTUAL_VIEW"
  parameters         = each.value.parameters
  view_expanded_text = each.value.view_expanded_text
  view_original_text = "/* Presto View: ${base64encode(jsonencode(merge(each.value.document, {
    originalSql = replace(each.value.document.originalSql, local.database_word, "${var.database_prefix}$1.")
    schema      = local.database_names[each.value.database]
  })))} */"

  storage_descriptor {
    ser_de_info {
      name                  = "-"
      serialization_library = "-"
    }
    dynamic "columns" {
      for_each = each.value.columns
      content {
        name = columns.value.name
        type = columns.value.type
      }
    }
  }
}
