import Infra

extension ChangeRules {
    /// Rules about identities that exist once.
    static let names: [ChangeRule] = [
        ChangeRule(
            id: "identity-in-use", severity: .refused,
            why:
                "CloudFormation creates the new resource before it deletes the old one, so both exist for a while, and AWS "
                + "allows one of that name or place.",
            fix: "Give the new one another name or place; or deploy without the old one first, then with the new one.",
            find: { identitiesInUse($0).filter { !$0.overwrites }.map(\.hit) }),
        ChangeRule(
            id: "overwritten-then-deleted", severity: .refused,
            why:
                "The new resource overwrites the old one, and the deletion of the old one afterwards removes the new one's "
                + "content: the deployment completes and the setting is gone.",
            fix: "Keep the logical id (ResourceOptions.logicalID), or give the new one another name.",
            find: { identitiesInUse($0).filter(\.overwrites).map(\.hit) }),
        ChangeRule(
            id: "type-change", severity: .refused,
            why:
                "CloudFormation does not change the type of a resource under one logical id (\"Update of resource type is not "
                + "permitted\").",
            fix: "Give the new resource another logical id.",
            find: { context in
                context.new.resources.sorted { $0.key < $1.key }.compactMap { id, resource -> ChangeRule.Hit? in
                    guard let old = context.old.resources[id], old.type != resource.type else { return nil }
                    return ChangeRule.Hit(subject: id, words: "\(id) changes from \(old.type) to \(resource.type).")
                }
            }),
        ChangeRule(
            id: "export-in-use", severity: .risk,
            why: "CloudFormation refuses to change or remove an export while another stack imports it.",
            fix: "Deploy the importing stacks without the import first.",
            find: { context in
                context.entries.compactMap { entry -> ChangeRule.Hit? in
                    guard entry.section == "Outputs" else { return nil }
                    // An output that stays the same while its value changes has its content in the template alone.
                    let output = entry.causes.isEmpty ? entry.old : context.new.entries["Outputs"]?[entry.name ?? ""]
                    guard let name = output?["Export"],
                        !entry.causes.isEmpty || entry.new?["Export"] != name
                            || entry.new?["Value"] != entry.old?["Value"]
                    else { return nil }
                    return ChangeRule.Hit(
                        subject: entry.name ?? "",
                        words: "The export \(ValueText.text(name["Name"] ?? "")) changes or is removed.")
                }
            }),
    ]

    /// The properties that together exist once, by type.
    private static let places: [String: [String]] = [
        "AWS::ApplicationAutoScaling::ScalableTarget": ["ServiceNamespace", "ResourceId", "ScalableDimension"],
        // A user pool has one domain of Cognito's.
        "AWS::Cognito::UserPoolDomain": ["UserPoolId"],
        "AWS::EC2::NatGateway": ["AllocationId"],
        "AWS::EC2::Route": [
            "RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId",
        ],
        "AWS::EC2::SecurityGroupEgress": [
            "GroupId", "IpProtocol", "FromPort", "ToPort", "CidrIp", "CidrIpv6", "DestinationSecurityGroupId",
            "DestinationPrefixListId",
        ],
        "AWS::EC2::SecurityGroupIngress": [
            "GroupId", "IpProtocol", "FromPort", "ToPort", "CidrIp", "CidrIpv6", "SourceSecurityGroupId",
            "SourcePrefixListId",
        ],
        "AWS::EC2::SubnetRouteTableAssociation": ["SubnetId"],
        "AWS::EC2::VPCEndpoint": ["VpcId", "ServiceName"],
        "AWS::EC2::VPCGatewayAttachment": ["VpcId"],
        "AWS::ElasticLoadBalancingV2::Listener": ["LoadBalancerArn", "Port"],
        "AWS::ElasticLoadBalancingV2::ListenerRule": ["ListenerArn", "Priority"],
        "AWS::IAM::OIDCProvider": ["Url"],
        "AWS::IAM::Policy": ["PolicyName", "Roles", "Users", "Groups"],
        "AWS::IAM::RolePolicy": ["PolicyName", "RoleName"],
        "AWS::Route53::RecordSet": ["HostedZoneId", "HostedZoneName", "Name", "Type", "SetIdentifier"],
        "AWS::S3::BucketPolicy": ["Bucket"],
        "AWS::SecretsManager::RotationSchedule": ["SecretId"],
        "AWS::SecretsManager::SecretTargetAttachment": ["SecretId"],
        "AWS::WAFv2::WebACLAssociation": ["ResourceArn"],
    ]

    /// The properties that are names, of types whose identifier in the registry is another one.
    private static let nameProperties: [String: String] = [
        "AWS::ECS::Service": "ServiceName", "AWS::EC2::SecurityGroup": "GroupName",
        "AWS::ElasticLoadBalancingV2::LoadBalancer": "Name", "AWS::ElasticLoadBalancingV2::TargetGroup": "Name",
        "AWS::IAM::ManagedPolicy": "ManagedPolicyName", "AWS::SNS::Topic": "TopicName", "AWS::SQS::Queue": "QueueName",
        "AWS::SecretsManager::Secret": "Name", "AWS::WAFv2::WebACL": "Name",
    ]

    /// The types where a second one of the same place replaces the first without an error.
    private static let overwriting: Set<String> = [
        "AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::S3::BucketPolicy", "AWS::SecretsManager::RotationSchedule",
        "AWS::SecretsManager::SecretTargetAttachment", "AWS::WAFv2::WebACLAssociation",
        "AWS::ApplicationAutoScaling::ScalableTarget",
    ]

    private struct IdentityInUse {
        let hit: ChangeRule.Hit
        let overwrites: Bool
    }

    /// The values that identify a resource in AWS; nil if AWS chooses them.
    private static func identity(_ resource: TemplateDocument.Resource) -> [TemplateExpression.Member]? {
        let properties: [String]
        if let places = places[resource.type] {
            properties = places
        } else if let name = nameProperties[resource.type] {
            properties = [name]
        } else if let facts = resource.facts, !facts.primaryIdentifier.contains(where: facts.readOnly.contains) {
            properties = facts.primaryIdentifier
            // Every part has to be given, as AWS makes up the others.
            guard properties.allSatisfy({ resource.properties[$0] != nil }) else { return nil }
        } else {
            return nil
        }
        let values = properties.compactMap { name -> TemplateExpression.Member? in
            resource.properties[name].map { TemplateExpression.Member(name, $0) }
        }
        return values.isEmpty ? nil : values
    }

    private static func identitiesInUse(_ context: ChangeContext) -> [IdentityInUse] {
        var found: [IdentityInUse] = []
        for (id, resource) in context.new.resources.sorted(by: { $0.key < $1.key }) where context.isCreated(id) {
            guard let identity = self.identity(resource) else { continue }
            // A reference to a new physical resource makes the place a new one.
            let references = identity.map { ChangeContext.references($0.value) }.reduce(into: Set()) {
                $0.formUnion($1)
            }
            let created = references.compactMap { context.verdict($0) }
            guard !created.contains(.add), !created.contains(.replace) else { continue }
            let isPossible = created.contains(.mayReplace) || context.verdict(id) == .mayReplace
            let holder = context.old.resources.sorted { $0.key < $1.key }.first { other, candidate in
                guard candidate.type == resource.type, self.identity(candidate) == identity else { return false }
                guard other == id else { return true }
                return resource.facts?.replacementOrder != .deleteThenCreate && context.old.resources[id] != nil
            }
            guard let holder else { continue }
            let place = identity.map { "\($0.key) \(ValueText.line($0.value, most: 60))" }.joined(separator: ", ")
            let words =
                holder.key == id
                ? "\(id) is replaced and keeps \(place)."
                : "\(id) is created while \(holder.key) with the same \(place) exists."
            found.append(
                IdentityInUse(
                    hit: ChangeRule.Hit(subject: id, words: words, isPossible: isPossible),
                    overwrites: overwriting.contains(resource.type)))
        }
        return found
    }
}
