output "vpc_id" {
  description = "The network."
  value       = aws_vpc.this.id
}

output "vpc_cidr" {
  description = "The network's addresses."
  value       = aws_vpc.this.cidr_block
}

output "availability_zones" {
  description = "The zones, in the order of the lists of subnets."
  value       = var.availability_zones
}

output "public_subnet_ids" {
  description = "Subnets for load balancers that face the internet, one a zone."
  value       = [for zone in var.availability_zones : aws_subnet.public[zone].id]
}

output "private_subnet_ids" {
  description = "Subnets for whatever runs: nodes, functions, internal load balancers; one a zone."
  value       = [for zone in var.availability_zones : aws_subnet.private[zone].id]
}

output "data_subnet_ids" {
  description = "Subnets for data stores, without a way out; one a zone."
  value       = [for zone in var.availability_zones : aws_subnet.data[zone].id]
}

output "private_subnet_ids_by_zone" {
  description = "Zone -> its private subnet."
  value       = { for zone in var.availability_zones : zone => aws_subnet.private[zone].id }
}

output "endpoints_security_group_id" {
  description = "The interface endpoints' security group."
  value       = aws_security_group.endpoints.id
}

output "nat_public_ips" {
  description = "The addresses that our calls to the internet come from, for partners who keep a list."
  value       = [for address in aws_eip.nat : address.public_ip]
}

output "subnet_cidrs" {
  description = "The addresses of each kind of subnet, for network policies: public, private and data."
  value = {
    public  = values(local.public_cidrs)
    private = values(local.private_cidrs)
    data    = values(local.data_cidrs)
  }
}
