# SPDX-License-Identifier: Apache-2.0

output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "zones" {
  description = "Names of the availability zones, in the order of the subnet lists."
  value       = local.zones
}

# Who takes a subnet wants its way out as well, and must be gone before that way is.
output "public_subnet_ids" {
  description = "Ids of the public subnets, one a zone; known once their route to the internet stands."
  value       = [for zone in local.zones : aws_subnet.public[zone].id]
  depends_on  = [aws_route.internet, aws_route_table_association.public]
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, one a zone; known once NAT and S3 endpoint stand."
  value       = [for zone in local.zones : aws_subnet.private[zone].id]
  depends_on  = [aws_route.nat, aws_route_table_association.private, aws_vpc_endpoint.s3]
}
