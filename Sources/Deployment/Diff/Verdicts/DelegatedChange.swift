package import Infra

/// A changed value that AWS or another controller sets at run time, so that it is not a difference of the deployment.
package struct DelegatedChange: Sendable, Hashable {
    /// The resource.
    package let logicalID: String
    /// The path of the property.
    package let path: PropertyPath
    /// The old value.
    package let old: TemplateExpression?
    /// The new value.
    package let new: TemplateExpression?
    /// The controller that sets the value, and its effect.
    package let explanation: String

    /// The change, if its value is delegated.
    init?(
        _ logicalID: String, _ change: ValueChange, old: TemplateDocument.Resource, new: TemplateDocument.Resource,
        in document: TemplateDocument
    ) {
        let explanation: String?
        switch (new.type, change.path.components) {
        case ("AWS::ECS::Service", ["DesiredCount"]) where change.new == nil:
            explanation =
                DelegatedChange.scales(document)
                ? "autoscaling sets the number of tasks; the running number stays" : nil
        case ("AWS::ElasticLoadBalancingV2::Listener", let path) where path.last == "Weight",
            ("AWS::ElasticLoadBalancingV2::ListenerRule", let path) where path.last == "Weight":
            explanation =
                DelegatedChange.shiftsTraffic(document)
                ? "ECS moves the traffic between the target groups during a deployment" : nil
        case ("AWS::RDS::DBInstance", ["EngineVersion"]), ("AWS::RDS::DBCluster", ["EngineVersion"]),
            ("AWS::ElastiCache::ReplicationGroup", ["EngineVersion"]):
            let isAutomatic = new.literal("AutoMinorVersionUpgrade") == "true"
            let (before, after) = (
                change.old?.literal.flatMap(EngineVersion.init), change.new?.literal.flatMap(EngineVersion.init)
            )
            // A version before the deployed one is a downgrade, which no engine does.
            let isMinor =
                if let before, let after { before.major == after.major && !(after < before) } else { false }
            explanation = isAutomatic && isMinor ? "AWS upgrades the minor version by itself" : nil
        default: explanation = nil
        }
        guard let explanation else { return nil }
        self.logicalID = logicalID
        path = change.path
        self.old = change.old
        self.new = change.new
        self.explanation = explanation
    }

    static func scales(_ document: TemplateDocument) -> Bool {
        document.resources.values.contains {
            $0.type == "AWS::ApplicationAutoScaling::ScalableTarget"
                && $0.literal("ScalableDimension") == "ecs:service:DesiredCount"
        }
    }

    static func shiftsTraffic(_ document: TemplateDocument) -> Bool {
        document.resources.values.contains { resource in
            let strategy = resource.properties["DeploymentConfiguration"]?["Strategy"]?.literal
            return resource.type == "AWS::ECS::Service" && strategy != nil && strategy != "ROLLING"
        }
    }
}

/// The version of a database engine: numbers separated by points.
struct EngineVersion: Hashable, Comparable {
    /// The numbers.
    let numbers: [Int]

    /// Reads a version; nil if it has other characters, such as Aurora MySQL's `8.0.mysql_aurora.3.05.2`.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }
        guard !numbers.isEmpty, numbers.count == parts.count else { return nil }
        self.numbers = numbers
    }

    /// The major version. Before version 10 of PostgreSQL it had two numbers.
    var major: [Int] { Array(numbers.prefix(numbers[0] < 10 ? 2 : 1)) }

    /// Compares the numbers that both versions have: `17` is equal to `17.4`, as AWS chooses the rest.
    static func < (left: EngineVersion, right: EngineVersion) -> Bool {
        for (one, other) in zip(left.numbers, right.numbers) where one != other { return one < other }
        return false
    }
}
