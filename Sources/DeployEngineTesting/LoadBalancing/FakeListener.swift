/// A listener of a load balancer; its default action is its default rule.
package struct FakeListener: Sendable, Hashable {
    /// The ARN.
    package var arn: String
    /// The load balancer's ARN.
    package var loadBalancer: String
    /// The port.
    package var port: Int
    /// The protocol.
    package var scheme: String
    /// The certificates' ARNs.
    package var certificates: [String] = []
    /// The rules by ascending priority, the default rule last.
    package var rules: [FakeListenerRule] = []

    /// Creates a listener.
    package init(arn: String, loadBalancer: String, port: Int, scheme: String) {
        self.arn = arn
        self.loadBalancer = loadBalancer
        self.port = port
        self.scheme = scheme
    }
}

/// A rule of a listener.
package struct FakeListenerRule: Sendable, Hashable {
    /// The ARN.
    package var arn: String
    /// The priority; nil for the default rule.
    package var priority: Int?
    /// The conditions as in the API.
    package var conditions: FakeValue
    /// The actions as in the API, in their members' full names.
    package var actions: FakeValue

    /// Creates a rule.
    package init(arn: String, priority: Int?, conditions: FakeValue = .array([]), actions: FakeValue) {
        self.arn = arn
        self.priority = priority
        self.conditions = conditions
        self.actions = actions
    }

    /// The target groups that the actions forward to, with their weights.
    package var weights: [String: Int] {
        var weights: [String: Int] = [:]
        for action in actions.elements {
            let tuples = action["ForwardConfig"]?["TargetGroups"]?.elements ?? []
            for tuple in tuples {
                if let group = tuple["TargetGroupArn"]?.text { weights[group] = tuple["Weight"]?.integer ?? 1 }
            }
            if tuples.isEmpty, let group = action["TargetGroupArn"]?.text { weights[group] = 1 }
        }
        return weights
    }

    /// Makes the forwarding action distribute requests by weights, as Elastic Container Service does with permission from
    /// `AmazonECSInfrastructureRolePolicyForLoadBalancers`.
    mutating func setWeights(_ weights: [(group: String, weight: Int)]) {
        actions = .array(
            actions.elements.map { action in
                guard action["Type"]?.text == "forward" else { return action }
                var forward = action["ForwardConfig"] ?? .object([:])
                forward["TargetGroups"] = .array(
                    weights.map { ["TargetGroupArn": .string($0.group), "Weight": FakeValue($0.weight)] })
                return .object(["Type": "forward", "Order": action["Order"] ?? .null, "ForwardConfig": forward])
            })
    }
}
