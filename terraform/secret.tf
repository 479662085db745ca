# The client's secret: made here from a write-only argument, which never reaches plan or state, or made elsewhere and named.

locals {
  makes_secret      = var.client_secret_arn == null
  client_secret_arn = local.makes_secret ? aws_secretsmanager_secret.client[0].arn : var.client_secret_arn
}

resource "aws_secretsmanager_secret" "client" {
  count = local.makes_secret ? 1 : 0

  name        = "${local.name}-client-secret"
  description = "Secret of the client with which the application asks for tokens"
  # Deleted at once: whoever installs has it in .env, and a name in recovery cannot be used again.
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "client" {
  count = local.makes_secret ? 1 : 0

  secret_id                = aws_secretsmanager_secret.client[0].id
  secret_string_wo         = var.client_secret
  secret_string_wo_version = var.client_secret_version
}
