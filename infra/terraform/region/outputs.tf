output "network" {
  description = "What is placed in the network needs to know of it."
  value = {
    vpc_id             = module.network.vpc_id
    private_subnet_ids = module.network.private_subnet_ids
    nat_public_ips     = module.network.nat_public_ips
  }
}
