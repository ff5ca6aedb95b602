package import AWSClient

/// The operations of ECS, named as in "Amazon ECS API Reference".
package enum ContainerOperations {}

/// An operation of ECS.
package protocol ContainerOperation: JSONOperation, Decodable {}

extension ContainerOperation {
    /// ECS.
    package static var service: AWSService { .ecs }
    /// The operation's name, after which the structure is named.
    package static var name: String { "\(Self.self)" }
}
