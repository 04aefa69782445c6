# SPDX-License-Identifier: Apache-2.0

output "dns_name" {
  description = "DNS name of the balancer: what the hosts' records point to."
  value       = aws_lb.this.dns_name
}

output "security_group_id" {
  description = "Security group of the balancer, which its targets let in."
  value       = aws_security_group.this.id
}

# ECS refuses a target group that no listener uses yet.
output "target_group_arns" {
  description = "Route to target group ARN, known once the listeners use it."
  value       = { for key, group in aws_lb_target_group.this : key => group.arn }
  depends_on  = [aws_lb_listener.https, aws_lb_listener_rule.host]
}

output "urls" {
  description = "Route to the URL of its first host."
  value       = { for key, route in var.routes : key => "https://${route.hosts[0]}" }
}
