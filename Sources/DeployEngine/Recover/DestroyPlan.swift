internal import AWSOperations

/// The deletion of an environment: the order, what blocks it, what is emptied and what stays.
package struct DestroyPlan: Sendable, Hashable {
    /// An obstacle that makes the deletion fail or lose data.
    package struct Blocker: Sendable, Hashable {
        /// The stack.
        package var stack: String
        /// The obstacle.
        package var reason: String
        /// The remedy: an option of `destroy`, or an action elsewhere.
        package var remedy: String

        /// Creates an obstacle.
        package init(stack: String, reason: String, remedy: String) {
            self.stack = stack
            self.reason = reason
            self.remedy = remedy
        }
    }

    /// The steps in their order; none while something blocks.
    package private(set) var steps: [DestroyStep] = []
    /// The obstacles.
    package private(set) var blockers: [Blocker] = []
    /// The resources that stay in the account because their deletion policy retains them.
    package private(set) var retained: [String] = []
    /// The resources of which a final snapshot stays.
    package private(set) var snapshots: [String] = []
    /// The data that is deleted.
    package private(set) var losses: [String] = []

    private let facts: DestroyFacts
    private let options: DestroyOptions

    /// Plans the deletion of an environment.
    /// - Parameters:
    ///   - situations: The stacks in the order of deployment, without bootstrap.
    ///   - bootstrap: The bootstrap stack; nil if it does not exist.
    ///   - facts: The contents and protections.
    ///   - options: The operator's choices.
    package init(
        _ situations: [StackSituation], bootstrap: StackSituation? = nil, facts: DestroyFacts = DestroyFacts(),
        options: DestroyOptions = DestroyOptions()
    ) {
        self.facts = facts
        self.options = options
        // A stack that depends on others is deleted before them. The bucket with the ledger is last.
        var order = Array(situations.reversed())
        if options.includesBootstrap, let bootstrap { order.append(bootstrap) }
        if !facts.looseTasks.isEmpty { steps.append(.stopTasks(facts.looseTasks)) }
        for situation in order { plan(situation) }
        if options.includesBootstrap, let bootstrap { spare(bootstrap) }
        if !blockers.isEmpty { steps = [] }
    }

    private mutating func plan(_ situation: StackSituation) {
        guard let status = situation.status, status != .deleteComplete else { return }
        if situation.isInProgress {
            steps.append(.attach(stack: situation.name))
            if status == .deleteInProgress { return }
        }
        if situation.isProtected {
            if options.unprotects {
                steps.append(.unprotectStack(situation.name))
            } else {
                block(situation, "its termination protection is on", "add --unprotect")
            }
        }
        for resource in situation.survivors { plan(resource, of: situation) }
        if let importers = facts.imports[situation.name], !importers.isEmpty {
            block(
                situation, "its exports are used by \(importers.joined(separator: ", "))",
                "delete or change these stacks first")
        }
        steps.append(.delete(stack: situation.name))
    }

    /// Blocks the deletion of the roles and the bucket that previews need, for their own deletion too.
    private mutating func spare(_ bootstrap: StackSituation) {
        let labels = facts.previews.map { $0.replacing(".", with: " ") }
        guard !labels.isEmpty else { return }
        block(
            bootstrap, "its roles deploy and delete the previews \(facts.previews.joined(separator: ", "))",
            "delete them first: " + labels.map { "infra-cli preview down \($0)" }.joined(separator: "; "))
    }

    private mutating func plan(_ resource: ResourceSituation, of situation: StackSituation) {
        let id = resource.physicalID ?? resource.logicalID
        if resource.isRetained {
            retained.append("\(resource.title) \(id)")
            return
        }
        protect(resource, id, situation)
        contents(resource, id, situation)
        guard resource.isStateful else { return }
        if resource.losesDataOnDeletion {
            losses.append(resource.title)
            let isDeclared = options.acceptsDeclaredLosses && resource.deletionPolicy == "Delete"
            if !options.acceptsLosses, !isDeclared, !options.allowedLosses.contains(resource.logicalID) {
                block(
                    situation, "\(resource.title) would be deleted with its data",
                    "add --allow-loss \(resource.logicalID) if that is intended")
            }
        } else {
            snapshots.append(resource.title)
        }
    }

    private mutating func protect(_ resource: ResourceSituation, _ id: String, _ situation: StackSituation) {
        guard facts.protected.contains(id) else { return }
        let remedy =
            switch resource.type {
            case "AWS::RDS::DBInstance":
                "aws rds modify-db-instance --db-instance-identifier \(id) --no-deletion-protection --apply-immediately"
            case "AWS::RDS::DBCluster":
                "aws rds modify-db-cluster --db-cluster-identifier \(id) --no-deletion-protection --apply-immediately"
            case "AWS::ElasticLoadBalancingV2::LoadBalancer":
                "aws elbv2 modify-load-balancer-attributes --load-balancer-arn \(id) --attributes Key=deletion_protection.enabled,Value=false"
            default: "switch it off"
            }
        block(
            situation, "the deletion protection of \(resource.title) is on",
            "switch it off in the environment's file and deploy, or: \(remedy)")
    }

    private mutating func contents(_ resource: ResourceSituation, _ id: String, _ situation: StackSituation) {
        switch resource.type {
        case "AWS::S3::Bucket":
            guard let count = facts.objects[id], count > 0 else { return }
            if options.empties {
                steps.append(.emptyBucket(id, objects: count))
            } else {
                block(situation, "the bucket \(id) has \(count) objects and versions", "add --empty to delete them")
            }
        case "AWS::ECR::Repository":
            guard let count = facts.images[id], count > 0 else { return }
            if options.empties {
                steps.append(.emptyRepository(id, images: count))
            } else {
                block(situation, "the repository \(id) has \(count) images", "add --empty to delete them")
            }
        case "AWS::EC2::SecurityGroup", "AWS::EC2::Subnet":
            guard let interfaces = facts.interfaces[id], !interfaces.isEmpty else { return }
            // The interfaces of tasks, functions and load balancers go away after their owners; others never do.
            let foreign = interfaces.filter { !Self.isManaged($0) }
            if foreign.isEmpty {
                steps.append(.waitForInterfaces(of: id, count: interfaces.count))
            } else {
                block(
                    situation,
                    "\(resource.title) is used by network interfaces outside of the environment: \(foreign.joined(separator: "; "))",
                    "detach them, or delete what they belong to")
            }
        default: break
        }
    }

    /// `true` for the description of a network interface that AWS deletes itself, some time after its owner.
    private static func isManaged(_ description: String) -> Bool {
        let owners = [
            "arn:aws", "AWS Lambda VPC ENI", "ELB ", "RDSNetworkInterface", "VPC Endpoint Interface",
            "Interface for NAT Gateway",
        ]
        return owners.contains { description.hasPrefix($0) }
    }

    private mutating func block(_ situation: StackSituation, _ reason: String, _ remedy: String) {
        blockers.append(Blocker(stack: situation.name, reason: reason, remedy: remedy))
    }

    /// `true` if there is nothing to delete.
    package var isEmpty: Bool { steps.isEmpty && blockers.isEmpty }

    /// The plan in lines.
    package var lines: [String] {
        var lines = blockers.map { "blocked: \($0.stack): \($0.reason); \($0.remedy)" }
        lines += steps.map { "- \($0)" }
        if !losses.isEmpty { lines.append("Deleted with their data: " + losses.joined(separator: ", ")) }
        if !snapshots.isEmpty { lines.append("A final snapshot stays of: " + snapshots.joined(separator: ", ")) }
        if !retained.isEmpty { lines.append("Stay in the account: " + retained.joined(separator: ", ")) }
        return lines
    }
}
