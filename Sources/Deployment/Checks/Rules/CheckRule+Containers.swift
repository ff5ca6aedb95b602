import Infra

extension CheckRule {
    /// Rules about services and tasks of ECS.
    static let containers: [CheckRule] = [
        CheckRule(
            "WEIR-ECS-001", .error, "A failing deployment ends and rolls back",
            why:
                "Without a circuit breaker ECS starts a broken task again for hours, and the stack's update hangs with it.",
            fix: "Set DeploymentCircuitBreaker with Enable and Rollback; a deployment with alarms needs it too.",
            types: ["AWS::ECS::Service"]
        ) { subject in
            guard subject["DeploymentController/Type"].text ?? "ECS" == "ECS" else { return [] }
            return ["Enable", "Rollback"].map { name in
                subject["DeploymentConfiguration/DeploymentCircuitBreaker/\(name)"].expect("true") {
                    $0?.literalFlag == true
                }
            }
        },
        CheckRule(
            "WEIR-ECS-002", .warning, "A circuit breaker has a threshold",
            why:
                "Without one ECS decides by its own bounds how many tasks must fail, many more than a small service runs.",
            fix: "Set ThresholdConfiguration of the breaker: a COUNT of 2 or 3, or a bounded percentage.",
            types: ["AWS::ECS::Service"]
        ) { subject in
            let breaker = subject["DeploymentConfiguration/DeploymentCircuitBreaker"]
            guard breaker["Enable"].text == "true" else { return [] }
            return ["Type", "Value"].map { breaker["ThresholdConfiguration/\($0)"].expectSet("a threshold") }
        },
        CheckRule(
            "WEIR-ECS-003", .error, "Scaling owns the number of tasks",
            why:
                "DesiredCount beside a scaling policy resets a busy service to its least number of tasks with every update.",
            fix: "Remove DesiredCount; the scalable target's MinCapacity is the least number.",
            types: ["AWS::ECS::Service"]
        ) { subject in
            let targets = subject.template.resources(ofType: "AWS::ApplicationAutoScaling::ScalableTarget")
            guard targets.contains(where: { subject.template.refers($0.properties, to: subject.element.logicalID) })
            else { return [] }
            guard subject["DesiredCount"].isSet else { return [.pass] }
            return [subject["DesiredCount"].failure("is set although a scalable target refers to the service")]
        },
        CheckRule(
            "WEIR-ECS-004", .error, "Task definitions stay registered",
            why:
                "CloudFormation deregisters the former task definition after an update, so that it cannot be rolled back to.",
            fix: "Set DeletionPolicy and UpdateReplacePolicy to Retain.",
            types: ["AWS::ECS::TaskDefinition"]
        ) { subject in
            ["DeletionPolicy", "UpdateReplacePolicy"].map { name in
                subject.attribute(name).expect("Retain") {
                    ["Retain", "RetainExceptOnCreate"].contains($0?.literalText)
                }
            }
        },
        CheckRule(
            "WEIR-ECS-005", .error, "A container has no more rights than it needs",
            why:
                "A privileged container, or one that runs as root, turns a fault of the program into control of its task.",
            fix: "Set User to an id other than 0, and leave Privileged out.",
            types: ["AWS::ECS::TaskDefinition"]
        ) { subject in
            subject["ContainerDefinitions"].elements.flatMap { container in
                [
                    container["Privileged"].expect("false") { $0 == nil || $0?.literalFlag == false },
                    container["User"].expect("an id other than 0") { literal in
                        let user = literal?.literalText?.split(separator: ":").first ?? "root"
                        return user != "root" && user != "0"
                    },
                ]
            }
        },
        CheckRule(
            "WEIR-ECS-006", .warning, "A container's root file system is read-only",
            why: "An intruder stores programs in a writable file system.",
            fix: "Set ReadonlyRootFilesystem to true and mount a volume where the program writes.",
            tiers: [.staging, .production], types: ["AWS::ECS::TaskDefinition"], checkov: ["CKV_AWS_336"]
        ) { subject in
            subject["ContainerDefinitions"].elements.map { container in
                container["ReadonlyRootFilesystem"].expect("true") { $0?.literalFlag == true }
            }
        },
        CheckRule(
            "WEIR-ECS-007", .warning, "No shell opens in production's tasks",
            why: "ECS Exec gives a shell with the task's role to everyone with one IAM permission.",
            fix: "Set EnableExecuteCommand to false; service.exec in an environment file.",
            tiers: [.production], types: ["AWS::ECS::Service"]
        ) { subject in
            [subject["EnableExecuteCommand"].expect("false") { $0 == nil || $0?.literalFlag == false }]
        },
    ]
}
