extension FakeWorkloadHost {
    /// The handlers of CloudFormation's resource types that the containers and their surroundings have.
    package var handlers: [String: any FakeResourceHandler] {
        [
            "AWS::ECS::Cluster": clusters, "AWS::ECS::TaskDefinition": taskDefinitions,
            "AWS::ECS::Service": FakeServiceHandler(self), "AWS::Logs::LogGroup": logGroups,
            "AWS::ECR::Repository": repositories, "AWS::CloudWatch::Alarm": alarms,
            "AWS::ApplicationAutoScaling::ScalableTarget": scalableTargets,
            "AWS::RDS::DBInstance": databases, "AWS::ElasticLoadBalancingV2::LoadBalancer": loadBalancers,
            "AWS::ElasticLoadBalancingV2::TargetGroup": targetGroups,
            "AWS::ElasticLoadBalancingV2::Listener": listeners,
            "AWS::ElasticLoadBalancingV2::ListenerRule": listenerRules,
        ]
    }

    private var clusters: FakeWorkHandler {
        FakeWorkHandler(
            self, createOnly: ["ClusterName"],
            create: { (request, workloads) throws(FakeError) in
                let name = request.text("ClusterName") ?? request.generatedName
                let cluster = workloads.createCluster(["clusterName": .string(name)])["cluster"]
                return .success(physicalID: name, attributes: ["Arn": cluster?["clusterArn"] ?? .null])
            }, update: { (_, _) throws(FakeError) in .success() },
            delete: { (request, workloads) throws(FakeError) in
                try workloads.deleteCluster(["cluster": FakeValue(request.physicalID)])
                return .success()
            })
    }

    /// Registers on creation. A replacement creates first; the deletion of the earlier revision deregisters it, unless a policy
    /// retains it. Source: aws-cdk#24372.
    private var taskDefinitions: FakeWorkHandler {
        FakeWorkHandler(
            self, createOnly: ["*"],
            create: { (request, workloads) throws(FakeError) in
                var input = request.properties.asAPI
                if input["family"] == nil { input["family"] = .string(request.generatedName) }
                input["cpu"] = input["cpu"]?.asTexts
                input["memory"] = input["memory"]?.asTexts
                input["containerDefinitions"] = .array(
                    (input["containerDefinitions"]?.elements ?? []).map { container in
                        var container = container
                        for name in ["cpu", "memory"] {
                            if let number = container[name]?.integer { container[name] = FakeValue(number) }
                        }
                        return container
                    })
                let arn = try workloads.registerTaskDefinition(input)["taskDefinition"]?["taskDefinitionArn"]
                return .success(physicalID: arn?.text, attributes: ["TaskDefinitionArn": arn ?? .null])
            }, update: { (_, _) throws(FakeError) in .success() },
            delete: { (request, workloads) throws(FakeError) in
                try workloads.deregisterTaskDefinition(["taskDefinition": FakeValue(request.physicalID)])
                return .success()
            })
    }

    private var logGroups: FakeWorkHandler {
        FakeWorkHandler(
            self, createOnly: ["LogGroupName"],
            create: { (request, workloads) throws(FakeError) in
                let name = request.text("LogGroupName") ?? request.generatedName
                guard workloads.logs.groups[name] == nil else {
                    throw FakeError("ResourceAlreadyExistsException", "The specified log group already exists")
                }
                workloads.logs.addGroup(
                    name, retentionInDays: request.properties["RetentionInDays"]?.integer, at: workloads.now)
                let arn = workloads.account.arn("logs", "log-group:\(name):*")
                return .success(physicalID: name, attributes: ["Arn": .string(arn)])
            },
            update: { (request, workloads) throws(FakeError) in
                let name = request.physicalID ?? ""
                workloads.logs.groups[name]?.retentionInDays = request.properties["RetentionInDays"]?.integer
                return .success()
            },
            delete: { (request, workloads) throws(FakeError) in
                workloads.logs.groups[request.physicalID ?? ""] = nil
                return .success()
            })
    }

    private var repositories: FakeWorkHandler {
        FakeWorkHandler(
            self, createOnly: ["RepositoryName"],
            create: { (request, workloads) throws(FakeError) in
                let name = request.text("RepositoryName") ?? request.generatedName.lowercased()
                guard workloads.registry.repositories[name] == nil else {
                    throw FakeError(
                        "RepositoryAlreadyExistsException", "The repository with name '\(name)' already exists")
                }
                let uri = workloads.registry.addRepository(name, at: workloads.now) {
                    $0.isImmutable = request.text("ImageTagMutability") == "IMMUTABLE"
                    $0.lifecyclePolicy = request.properties["LifecyclePolicy"]?["LifecyclePolicyText"]?.text
                }
                let arn = workloads.account.arn("ecr", "repository/\(name)")
                return .success(
                    physicalID: name, attributes: ["Arn": .string(arn), "RepositoryUri": .string(uri)])
            },
            update: { (request, workloads) throws(FakeError) in
                workloads.registry.repositories[request.physicalID ?? ""]?.lifecyclePolicy =
                    request.properties["LifecyclePolicy"]?["LifecyclePolicyText"]?.text
                return .success()
            },
            delete: { (request, workloads) throws(FakeError) in
                let name = request.physicalID ?? ""
                let isEmpty = workloads.registry.repositories[name]?.images.isEmpty ?? true
                guard isEmpty || request.properties["EmptyOnDelete"]?.boolean == true else {
                    throw FakeError(
                        "RepositoryNotEmptyException",
                        "The repository with name '\(name)' in registry with id '\(workloads.account.account)' cannot be "
                            + "deleted because it still contains images")
                }
                workloads.registry.repositories[name] = nil
                return .success()
            })
    }

    private var alarms: FakeWorkHandler {
        FakeWorkHandler(
            self, createOnly: ["AlarmName"],
            create: { (request, workloads) throws(FakeError) in
                let name = request.text("AlarmName") ?? request.generatedName
                if workloads.alarms.alarms[name] == nil { workloads.alarms.add(name, at: workloads.now) }
                let arn = workloads.account.arn("cloudwatch", "alarm:\(name)")
                return .success(physicalID: name, attributes: ["Arn": .string(arn)])
            }, update: { (_, _) throws(FakeError) in .success() },
            delete: { (request, workloads) throws(FakeError) in
                workloads.alarms.alarms[request.physicalID ?? ""] = nil
                return .success()
            })
    }

    /// A target whose deletion leaves the desired count as it is (aws-cdk#5215).
    private var scalableTargets: FakeWorkHandler {
        FakeWorkHandler(
            self, createOnly: ["ResourceId", "ScalableDimension", "ServiceNamespace"],
            create: { (request, workloads) throws(FakeError) in
                _ = workloads.registerScalableTarget(request.properties)
                let resource = request.text("ResourceId") ?? ""
                return .success(physicalID: "\(resource)|ecs:service:DesiredCount|ecs")
            },
            update: { (request, workloads) throws(FakeError) in
                _ = workloads.registerScalableTarget(request.properties)
                return .success()
            },
            delete: { (request, workloads) throws(FakeError) in
                let id = request.physicalID ?? ""
                workloads.scaling.targets[String(id.prefix { $0 != "|" })] = nil
                return .success()
            })
    }

    private var databases: FakeWorkHandler {
        FakeWorkHandler(
            self,
            createOnly: ["DBInstanceIdentifier", "DBName", "MasterUsername", "StorageEncrypted", "DBSubnetGroupName"],
            duration: .seconds(480),
            create: { (request, workloads) throws(FakeError) in
                let id = (request.text("DBInstanceIdentifier") ?? request.generatedName).lowercased()
                guard workloads.databases.instances[id] == nil else {
                    throw FakeError("DBInstanceAlreadyExists", "DB instance already exists")
                }
                workloads.databases.add(id, at: workloads.now) { $0.update(from: request.properties) }
                let instance = workloads.databases.instances[id]
                return .success(
                    physicalID: id,
                    attributes: [
                        "Endpoint.Address": FakeValue(instance?.host),
                        "Endpoint.Port": FakeValue(instance.map { "\($0.port)" }),
                        "DBInstanceArn": .string(workloads.account.arn("rds", "db:\(id)")),
                    ])
            },
            update: { (request, workloads) throws(FakeError) in
                workloads.databases.instances[request.physicalID ?? ""]?.update(from: request.properties)
                return .success()
            },
            delete: { (request, workloads) throws(FakeError) in
                let id = request.physicalID ?? ""
                guard workloads.databases.instances[id]?.isProtected != true else {
                    throw FakeError(
                        "InvalidParameterCombination",
                        "Cannot delete protected DB Instance, please disable deletion protection and try again.")
                }
                workloads.databases.instances[id] = nil
                return .success()
            })
    }
}

extension FakeDatabases.Instance {
    /// Takes over the properties of a template.
    fileprivate mutating func update(from properties: FakeValue) {
        if let text = properties["Engine"]?.text { engine = text }
        if let text = properties["EngineVersion"]?.text { version = text }
        if let text = properties["DBInstanceClass"]?.text { instanceClass = text }
        if let number = properties["AllocatedStorage"]?.integer { storage = number }
        if let number = properties["BackupRetentionPeriod"]?.integer { backupDays = number }
        isMultiAZ = properties["MultiAZ"]?.boolean ?? false
        isProtected = properties["DeletionProtection"]?.boolean ?? false
    }
}

extension FakeResourceRequest {
    /// The name that CloudFormation generates: stack, logical id and random characters.
    var generatedName: String {
        "\(stackName)-\(logicalID)-\(FakeAccountNames.hexadecimal(stackID + logicalID + token, 0).prefix(12))"
    }
}
