# Standard logs of two distributions, found by listing the bucket: the smallest installation.
jar           = "../target/cloudfront-bridge-1.0.0-deploy.jar"
auth_endpoint = "auth.example.com"
edge_endpoint = "https://bridge.example.com:9443"
client_id     = "cloudfront"

# Made elsewhere; or leave it out and export TF_VAR_client_secret (Terraform 1.11 or newer).
client_secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:cequence-bridge-a1b2c3"

distributions = {
  E1Z5N5X273TPT1 = { domain = "d111111abcdef8.cloudfront.net" }
  E2KG6TMBAL2PBU = { domain = "d222222abcdef8.cloudfront.net" }
}
