# Real-time logs for speed, standard logs for completeness, in Frankfurt, at about 5 000 requests a second.
region            = "eu-central-1"
jar               = "../target/cloudfront-bridge-1.0.0-deploy.jar"
auth_endpoint     = "auth.example.com"
edge_endpoint     = "https://bridge.example.com:9443"
client_id         = "cloudfront"
client_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:cequence-bridge-a1b2c3"

sources        = ["s3", "kinesis"]
discovery      = "sqs"
kinesis_reader = "efo"
stream         = { shard_count = 6, retention_hours = 48 }
parallelism    = 4
distributions  = { E1Z5N5X273TPT1 = { domain = "d111111abcdef8.cloudfront.net" } }

window = { size = "1 s" }
filter = {
  excluded_paths = ["/health", "/metrics/**"]
  redact_query   = ["token", "password"]
  redact_cookies = ["session"]
  redact_headers = ["authorization"]
}
