# A Bridge inside a VPC with a certificate of its own, and a distribution whose standard logs already go to another bucket:
# they are read where they are.
jar               = "../target/cloudfront-bridge-1.0.0-deploy.jar"
auth_endpoint     = "https://bridge.internal.example.com:9443"
edge_endpoint     = "https://bridge.internal.example.com:9443"
client_id         = "cloudfront"
client_secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:cequence-bridge-a1b2c3"

bridge = {
  ca_pem = <<-PEM
    -----BEGIN CERTIFICATE-----
    (the Bridge's certificate, or that of who signed it)
    -----END CERTIFICATE-----
  PEM
}

vpc = {
  subnet_ids         = ["subnet-0a1b2c3d", "subnet-1a2b3c4d"]
  security_group_ids = ["sg-0a1b2c3d"]
}

distributions        = { E1Z5N5X273TPT1 = { domain = "d111111abcdef8.cloudfront.net", deliver = false } }
additional_log_paths = ["s3://our-cdn-logs/production/"]
