/// The objects outside of the templates that the tasks of a plan need, as far as the templates tell.
package struct TemplateNeeds: Sendable, Hashable {
    /// A value of a template.
    package enum Value: Sendable, Hashable {
        /// A text.
        case text(String)
        /// The parameter of Parameter Store that a template's parameter reads.
        case parameter(String)
    }

    /// A secret that a task reads.
    package struct Secret: Sendable, Hashable {
        /// The stack.
        package var stack: String
        /// The secret's ARN or name, possibly with a JSON key: `arn:…:secret:NAME:key::`.
        package var value: Value
        /// `true` if the agent reads it as the execution role; the program reads it itself if `false`.
        package var isInjected: Bool

        /// Creates a secret.
        package init(stack: String, value: Value, isInjected: Bool) {
            self.stack = stack
            self.value = value
            self.isInjected = isInjected
        }
    }

    /// A service or a task of its own.
    package struct Workload: Sendable, Hashable {
        /// The stack.
        package var stack: String
        /// The logical id of the service or the task definition.
        package var logicalID: String
        /// The number of tasks at the most, with those that a deployment adds.
        package var tasks: Int
        /// The CPU units of a task.
        package var cpu: Int
        /// The subnets: one value, a list in text, or none if unknown.
        package var subnets: [Value]
        /// `true` if the tasks have public addresses.
        package var hasPublicAddress: Bool
        /// The logical id of the execution role; nil for none of the template.
        package var executionRole: String?

        /// Creates a workload.
        package init(
            stack: String, logicalID: String, tasks: Int, cpu: Int, subnets: [Value], hasPublicAddress: Bool,
            executionRole: String? = nil
        ) {
            self.stack = stack
            self.logicalID = logicalID
            self.tasks = tasks
            self.cpu = cpu
            self.subnets = subnets
            self.hasPublicAddress = hasPublicAddress
            self.executionRole = executionRole
        }
    }

    /// The parameters of Parameter Store that templates read, with the first stack that does.
    package var parameters: [String: String] = [:]
    /// The parameters among them that an earlier stack of the plan makes.
    package var provided: Set<String> = []
    /// The secrets.
    package var secrets: [Secret] = []
    /// The log groups by name that no template makes, with the stack that needs them.
    package var logGroups: [String: String] = [:]
    /// The workloads.
    package var workloads: [Workload] = []
    /// The faults that the templates show without any call.
    package var faults: [PreflightFault] = []

    /// Reads the templates of a plan.
    package init(_ plan: ReleasePlan) {
        var made: Set<String> = []
        for stack in plan.stacks {
            guard let template = TemplateView(stack) else { continue }
            for name in template.parameters.values where parameters[name] == nil {
                parameters[name] = stack.name
                if made.contains(name) { provided.insert(name) }
            }
            read(template)
            made.formUnion(template.providedParameters)
        }
    }

    private mutating func read(_ template: TemplateView) {
        let services = template.resources(of: "AWS::ECS::Service")
        var definitions = Dictionary(uniqueKeysWithValues: template.resources(of: "AWS::ECS::TaskDefinition"))
        for (_, definition) in definitions.sorted(by: { $0.key < $1.key }) { readContainers(definition, template) }
        for (id, service) in services {
            let definition = service["TaskDefinition"].flatMap(template.reference).flatMap {
                definitions.removeValue(forKey: $0)
            }
            add(service: service, id, definition: definition ?? [:], template)
            if let definition { checkPorts(of: service, id, definition, template) }
        }
        // Tasks of their own run one at a time, in the subnets of the outputs or of the services beside them.
        let subnets = template.subnetParameters
        for (id, definition) in definitions {
            workloads.append(
                Workload(
                    stack: template.stack, logicalID: id, tasks: 1, cpu: TemplateView.cpu(definition), subnets: subnets,
                    hasPublicAddress: false, executionRole: definition["ExecutionRoleArn"].flatMap(template.reference)))
        }
        workloads.sort { ($0.stack, $0.logicalID) < ($1.stack, $1.logicalID) }
    }

    private mutating func add(
        service: [String: TemplateNode], _ id: String, definition: [String: TemplateNode], _ template: TemplateView
    ) {
        let network = service["NetworkConfiguration"]?.object?["AwsvpcConfiguration"]?.object ?? [:]
        let count = service["DesiredCount"]?.integer ?? template.largestCapacity ?? 1
        let percent = service["DeploymentConfiguration"]?.object?["MaximumPercent"]?.integer ?? 200
        workloads.append(
            Workload(
                stack: template.stack, logicalID: id, tasks: max(count, (count * percent + 99) / 100),
                cpu: TemplateView.cpu(definition), subnets: template.values(network["Subnets"]),
                hasPublicAddress: network["AssignPublicIp"]?.text == "ENABLED",
                executionRole: definition["ExecutionRoleArn"].flatMap(template.reference)))
    }

    private mutating func readContainers(_ definition: [String: TemplateNode], _ template: TemplateView) {
        for container in definition["ContainerDefinitions"]?.list ?? [] {
            guard let container = container.object else { continue }
            for secret in container["Secrets"]?.list ?? [] {
                guard let value = secret.object?["ValueFrom"].flatMap(template.value) else { continue }
                secrets.append(Secret(stack: template.stack, value: value, isInjected: true))
            }
            for variable in container["Environment"]?.list ?? [] {
                guard let variable = variable.object, variable["Name"]?.text?.hasSuffix("SECRET_ARN") == true,
                    let value = variable["Value"].flatMap(template.value)
                else { continue }
                secrets.append(Secret(stack: template.stack, value: value, isInjected: false))
            }
            let log = container["LogConfiguration"]?.object ?? [:]
            let options = log["Options"]?.object ?? [:]
            if log["LogDriver"]?.text == "awslogs", options["awslogs-create-group"]?.text != "true",
                let name = options["awslogs-group"]?.text, !template.logGroups.contains(name)
            {
                logGroups[name] = logGroups[name] ?? template.stack
            }
        }
    }

    private mutating func checkPorts(
        of service: [String: TemplateNode], _ id: String, _ definition: [String: TemplateNode], _ template: TemplateView
    ) {
        var ports: [String: Set<Int>] = [:]
        for container in definition["ContainerDefinitions"]?.list ?? [] {
            guard let container = container.object, let name = container["Name"]?.text else { continue }
            let found = (container["PortMappings"]?.list ?? []).compactMap { $0.object?["ContainerPort"]?.integer }
            ports[name] = Set(found)
        }
        for balancer in service["LoadBalancers"]?.list ?? [] {
            guard let balancer = balancer.object, let name = balancer["ContainerName"]?.text,
                let port = balancer["ContainerPort"]?.integer, ports[name]?.contains(port) != true
            else { continue }
            let got =
                ports[name].map {
                    "the container \(name) has \($0.isEmpty ? "no ports" : "the ports \($0.sorted().map(String.init).joined(separator: ", "))")"
                }
                ?? "the task has no container \(name)"
            faults.append(
                PreflightFault(
                    .portMismatch, subject: "\(template.stack) \(id)", got: got,
                    expected: "the port \(port) of the target group",
                    remedy: "Correct the port of the service in the environment's file"))
        }
    }
}
