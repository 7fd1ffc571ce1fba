# What the role of the application may read: bao policy write shop policy.hcl
path "secret/data/shop/*" {
  capabilities = ["read"]
}
