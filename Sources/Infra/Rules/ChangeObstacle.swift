/// A change of a property that no single deployment can make, although both values are valid.
public struct ChangeObstacle: Sendable, Hashable, CustomStringConvertible {
    /// The property's name.
    public let property: String
    /// The reason, and the way to the new value.
    public let reason: String

    /// Creates an obstacle.
    public init(property: String, reason: String) {
        self.property = property
        self.reason = reason
    }

    /// The property and the reason.
    public var description: String { "\(property) cannot change in a deployment: \(reason)" }
}

/// A construct that knows the changes of itself that no single deployment can make.
///
///     for obstacle in deployed.network.obstacles(to: wanted.network) { print(obstacle) }
public protocol DeployedConstruct: CheckedProperties {
    /// The obstacles on the way from this description, which is deployed, to the next one.
    func obstacles(to next: Self) -> [ChangeObstacle]
}
