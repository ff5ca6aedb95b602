/// The handler of types without one of their own: a resource is a record that is made, changed and deleted after a while.
package final class RecordHandler: FakeResourceHandler {
    /// Creates the handler.
    package init() {}

    /// Creates a record. Its physical id is its name, if the type has one, or the stack's and the logical name with a suffix.
    package func create(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        let service = world.service(FakeCloudFormation.self)
        let name = service?.facts(of: request.type).nameProperty.flatMap { request.text($0) }
        let physicalID = name ?? Self.physicalID(request, in: world)
        world.schedule(after: service?.duration(of: request, .create) ?? .zero) { world in
            finish(.success(physicalID: physicalID, attributes: Self.attributes(request, physicalID, world)), world)
        }
    }

    /// Changes nothing but the record's properties.
    package func update(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        world.schedule(after: world.service(FakeCloudFormation.self)?.duration(of: request, .update) ?? .zero) {
            world in
            finish(.success(), world)
        }
    }

    /// Deletes the record.
    package func delete(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        world.schedule(after: world.service(FakeCloudFormation.self)?.duration(of: request, .delete) ?? .zero) {
            world in
            finish(.success(), world)
        }
    }

    /// Returns a generated physical id, such as `weir-dev-Queue-0123456789AB`.
    package static func physicalID(_ request: FakeResourceRequest, in world: FakeWorld) -> String {
        "\(request.stackName)-\(request.logicalID)-\(world.hexadecimal(12).uppercased())"
    }

    private static func attributes(_ request: FakeResourceRequest, _ physicalID: String, _ world: FakeWorld) -> [String:
        FakeValue]
    {
        if request.type == "AWS::IAM::Role" {
            return [
                "Arn": "arn:aws:iam::\(world.account):role/\(physicalID)",
                "RoleId": .string("AROA" + world.hexadecimal(16).uppercased()),
            ]
        }
        let parts = request.type.split(separator: ":").map { $0.lowercased() }
        return [
            "Arn": .string(
                world.arn(parts.count == 3 ? parts[1] : "custom", "\(parts.last ?? "resource")/\(physicalID)"))
        ]
    }
}
