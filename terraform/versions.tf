terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.40"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = merge({ application = local.name }, var.tags)
  }
}
