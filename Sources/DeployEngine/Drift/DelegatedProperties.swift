/// The properties that AWS or another controller moves after a deployment: the weights of a listener during a blue/green
/// deployment, the desired count under autoscaling, the minor version of a database engine.
///
/// They never count as drift and are never reverted.
package struct DelegatedProperties: Sendable, Hashable {
    /// The paths by logical id, such as `DefaultActions/*/ForwardConfig/TargetGroups/*/Weight`.
    package let byResource: [String: Set<String>]

    /// Creates the delegated properties of a stack.
    /// - Parameter byResource: The paths by logical id. A segment `*` is any index or name; a path covers what is below it.
    package init(_ byResource: [String: Set<String>] = [:]) { self.byResource = byResource }

    /// The reason why a difference is delegated; nil if it counts as drift.
    /// - Parameters:
    ///   - path: The property's path as CloudFormation reports it, such as `/DesiredCount`.
    ///   - logicalID: The resource's logical id.
    ///   - type: The resource's type.
    ///   - expected: The template's value.
    ///   - actual: The actual value.
    package func reason(
        _ path: String, of logicalID: String, type: String, expected: String = "", actual: String = ""
    ) -> String? {
        // A later major version is drift, also where the minor one is delegated.
        if Self.databases.contains(type), Self.covers("EngineVersion", path) {
            return Self.isMinorUpgrade(from: expected, to: actual) ? "RDS upgrades the minor version" : nil
        }
        if byResource[logicalID]?.contains(where: { Self.covers($0, path) }) ?? false {
            return "another controller moves it"
        }
        switch type {
        case "AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule":
            return Self.weights.contains { Self.covers($0, path) } ? "ECS shifts traffic between target groups" : nil
        default: return nil
        }
    }

    private static let databases: Set<String> = ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"]

    private static let weights = [
        "DefaultActions/*/ForwardConfig/TargetGroups/*/Weight", "Actions/*/ForwardConfig/TargetGroups/*/Weight",
    ]

    /// `true` if the actual version is a later one of the same major version. A template may name the major version alone.
    static func isMinorUpgrade(from expected: String, to actual: String) -> Bool {
        let expected = expected.split(separator: ".").map { Int($0) }
        let actual = actual.split(separator: ".").map { Int($0) }
        guard let first = expected.first, let version = first, actual.first == version else { return false }
        for (old, new) in zip(expected.dropFirst(), actual.dropFirst()) {
            guard let old, let new else { return false }
            if old != new { return old < new }
        }
        return actual.count >= expected.count
    }

    /// `true` if a path is a delegated one or below it. Indices may be left out of the delegated path.
    static func covers(_ pattern: String, _ path: String) -> Bool {
        let pattern = segments(pattern)
        let path = segments(path)
        return matches(pattern[...], path[...])
    }

    private static func matches(_ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>) -> Bool {
        guard let first = pattern.first else { return true }
        guard let next = path.first else { return false }
        if first == "*" || first == next, matches(pattern.dropFirst(), path.dropFirst()) { return true }
        return Int(next) != nil && matches(pattern, path.dropFirst())
    }

    private static func segments(_ path: String) -> [Substring] {
        var segments = path.split { $0 == "/" || $0 == "." }
        if segments.first == "Properties" { segments.removeFirst() }
        return segments
    }
}
