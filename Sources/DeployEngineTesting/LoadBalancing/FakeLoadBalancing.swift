#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The model of Elastic Load Balancing: load balancers, listeners with rules, and target groups with their targets' health.
package struct FakeLoadBalancing: Sendable {
    /// A load balancer.
    package struct LoadBalancer: Sendable, Hashable {
        /// The ARN.
        package var arn: String
        /// The name.
        package var name: String
        /// The host name.
        package var hostName: String
        /// The scheme, `internet-facing` or `internal`.
        package var scheme: String
        /// The network.
        package var network: String
        /// The subnets with their Availability Zones.
        package var subnets: [String: String]
        /// The security groups.
        package var securityGroups: [String]
        /// The time of creation.
        package var createdAt: Date
        /// The seconds from creation to the state `active`.
        package var provisioning: TimeInterval = 120
    }

    /// The load balancers by ARN.
    package var loadBalancers: [String: LoadBalancer] = [:]
    /// The listeners by ARN.
    package var listeners: [String: FakeListener] = [:]
    /// The target groups by ARN.
    package var groups: [String: FakeTargetGroup] = [:]
    private var count = 0
    let account: FakeAccountNames

    init(account: FakeAccountNames) { self.account = account }

    /// Creates a load balancer and returns its ARN.
    @discardableResult
    package mutating func addLoadBalancer(
        named name: String, scheme: String = "internet-facing", network: String = "vpc-1",
        subnets: [String: String] = ["subnet-1": "eu-central-1a", "subnet-2": "eu-central-1b"],
        securityGroups: [String] = [], at now: Date
    ) -> String {
        let id = nextID()
        let arn = account.arn("elasticloadbalancing", "loadbalancer/app/\(name)/\(id)")
        loadBalancers[arn] = LoadBalancer(
            arn: arn, name: name, hostName: "\(name)-\(id.prefix(10)).\(account.region).elb.amazonaws.com",
            scheme: scheme, network: network, subnets: subnets, securityGroups: securityGroups, createdAt: now)
        return arn
    }

    /// Creates a target group and returns its ARN.
    @discardableResult
    package mutating func addTargetGroup(
        named name: String, _ change: (inout FakeTargetGroup) -> Void = { _ in }
    ) -> String {
        let arn = account.arn("elasticloadbalancing", "targetgroup/\(name)/\(nextID())")
        var group = FakeTargetGroup(arn: arn, name: name)
        change(&group)
        groups[arn] = group
        return arn
    }

    /// Creates a listener whose default rule has the actions, and returns its ARN.
    @discardableResult
    package mutating func addListener(
        to loadBalancer: String, port: Int = 443, scheme: String = "HTTPS", actions: FakeValue
    ) -> String {
        let path = loadBalancer.split(separator: "loadbalancer/").last.map(String.init) ?? "app/none/0"
        let id = nextID()
        let arn = account.arn("elasticloadbalancing", "listener/\(path)/\(id)")
        var listener = FakeListener(arn: arn, loadBalancer: loadBalancer, port: port, scheme: scheme)
        let rule = account.arn("elasticloadbalancing", "listener-rule/\(path)/\(id)/\(nextID())")
        listener.rules = [FakeListenerRule(arn: rule, priority: nil, actions: Self.sorted(actions))]
        listeners[arn] = listener
        return arn
    }

    /// Adds a rule to a listener and returns its ARN.
    @discardableResult
    package mutating func addRule(
        to listener: String, priority: Int, conditions: FakeValue = .array([]), actions: FakeValue
    ) -> String {
        let path = listener.split(separator: "listener/").last.map(String.init) ?? "app/none/0/0"
        let arn = account.arn("elasticloadbalancing", "listener-rule/\(path)/\(nextID())")
        let rule = FakeListenerRule(
            arn: arn, priority: priority, conditions: conditions, actions: Self.sorted(actions))
        listeners[listener]?.rules.append(rule)
        listeners[listener]?.rules.sort { ($0.priority ?? .max) < ($1.priority ?? .max) }
        return arn
    }

    /// The default rule's ARN of a listener.
    package func defaultRule(of listener: String) -> String? { listeners[listener]?.rules.last?.arn }

    /// The rule by its ARN, or a listener's default rule by the listener's ARN.
    package func rule(_ arn: String) -> FakeListenerRule? {
        listeners[arn]?.rules.last ?? listeners.values.lazy.flatMap(\.rules).first { $0.arn == arn }
    }

    /// Changes a rule, or a listener's default rule.
    @discardableResult
    mutating func changeRule(_ arn: String, _ change: (inout FakeListenerRule) -> Void) -> Bool {
        for (key, listener) in listeners {
            let index = key == arn ? listener.rules.indices.last : listener.rules.firstIndex { $0.arn == arn }
            guard let index else { continue }
            change(&listeners[key, default: listener].rules[index])
            return true
        }
        return false
    }

    /// Removes a rule.
    mutating func removeRule(_ arn: String) {
        for key in listeners.keys { listeners[key]?.rules.removeAll { $0.arn == arn } }
    }

    /// A Boolean value that indicates whether a rule forwards to a target group, with any weight.
    package func isInUse(_ group: String) -> Bool {
        listeners.values.contains { $0.rules.contains { $0.weights[group] != nil } }
    }

    /// The load balancers that forward to a target group.
    func loadBalancers(of group: String) -> [String] {
        Set(listeners.values.filter { $0.rules.contains { $0.weights[group] != nil } }.map(\.loadBalancer)).sorted()
    }

    /// Registers a target.
    package mutating func register(_ target: FakeTarget, in group: String) {
        groups[group]?.targets.removeAll { $0.id == target.id && $0.port == target.port }
        groups[group]?.targets.append(target)
    }

    /// Begins to drain a target.
    package mutating func deregister(_ id: String, port: Int, from group: String, at now: Date) {
        guard let index = groups[group]?.targets.firstIndex(where: { $0.id == id && $0.port == port }),
            groups[group]?.targets[index].deregisteredAt == nil
        else { return }
        groups[group]?.targets[index].deregisteredAt = now
    }

    /// Returns the health of a target; nil if it is not in the group.
    package func health(of id: String, port: Int, in group: String, at now: Date) -> FakeTarget.Health? {
        guard let group = groups[group],
            let target = group.targets.first(where: { $0.id == id && $0.port == port })
        else { return nil }
        return target.health(at: now, in: group, isInUse: isInUse(group.arn))
    }

    /// Removes targets that have drained.
    mutating func settle(at now: Date) {
        for (arn, group) in groups {
            groups[arn]?.targets.removeAll { target in
                target.deregisteredAt.map { $0.addingTimeInterval(group.deregistrationDelay) <= now } ?? false
            }
        }
    }

    /// The first time after `now` at which a target's health changes.
    func nextChange(after now: Date) -> Date? {
        groups.values.lazy.flatMap { group in group.targets.compactMap { $0.nextChange(after: now, in: group) } }.min()
    }

    private mutating func nextID() -> String {
        count += 1
        return FakeAccountNames.hexadecimal("elb", count)
    }

    /// Actions in ascending order, as the API returns them.
    static func sorted(_ actions: FakeValue) -> FakeValue {
        .array(actions.elements.sorted { ($0["Order"]?.integer ?? 0) < ($1["Order"]?.integer ?? 0) })
    }
}
