package import AWSClient

/// The operations of ECS, named as in "Amazon ECS API Reference".
package enum ContainerOperations {}

/// An operation of ECS.
package protocol ContainerOperation: JSONOperation, Decodable {}

extension ContainerOperation {
    /// ECS.
    package static var service: AWSService { .ecs }
    /// The name of the structure, which is that of the operation.
    package static var name: String { "\(Self.self)" }
}
