output "vault_name" {
  description = "The vault in this region, for alarms on failed backups."
  value       = aws_backup_vault.this.name
}

output "vault_arn" {
  description = "The vault in this region."
  value       = aws_backup_vault.this.arn
}

output "copy_vault_arn" {
  description = "The vault in the other region; null where nothing is copied."
  value       = one([for vault in aws_backup_vault.copies : vault.arn])
}

output "restore_test_plan" {
  description = "The restore testing plan's name; null without one."
  value       = one([for plan in aws_backup_restore_testing_plan.this : plan.name])
}
