/// The handler of `AWS::SSM::Parameter`, which makes parameters in the account's Parameter Store.
package final class ParameterHandler: FakeResourceHandler {
    /// Creates the handler.
    package init() {}

    private func later(
        _ request: FakeResourceRequest, _ action: FakeFailure.Action, _ world: FakeWorld,
        _ body: @escaping (FakeWorld) -> Void
    ) {
        world.schedule(after: world.service(FakeCloudFormation.self)?.duration(of: request, action) ?? .zero, body)
    }

    /// Creates a parameter, unless one has its name.
    package func create(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        let name = request.text("Name") ?? "CFN-\(request.logicalID)-\(world.hexadecimal(12).uppercased())"
        later(request, .create, world) { world in
            guard let store = world.service(FakeParameterStore.self), store.value(name, version: nil) == nil else {
                return finish(
                    .failure(
                        message: "Resource of type 'AWS::SSM::Parameter' with identifier '\(name)' already exists.",
                        code: "AlreadyExists"),
                    world)
            }
            store.set(name, request.text("Value") ?? "", type: request.text("Type") ?? "String", world)
            finish(
                .success(
                    physicalID: name,
                    attributes: [
                        "Type": .string(request.text("Type") ?? "String"),
                        "Value": .string(request.text("Value") ?? ""),
                    ]),
                world)
        }
    }

    /// Changes the value.
    package func update(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        later(request, .update, world) { world in
            world.service(FakeParameterStore.self)?.set(
                request.physicalID ?? "", request.text("Value") ?? "", type: request.text("Type") ?? "String", world)
            finish(
                .success(
                    attributes: [
                        "Type": .string(request.text("Type") ?? "String"),
                        "Value": .string(request.text("Value") ?? ""),
                    ]),
                world)
        }
    }

    /// Reads the value from Parameter Store.
    package func read(_ resource: FakeStackResource, in world: FakeWorld) -> FakeResourceReading {
        guard let value = world.service(FakeParameterStore.self)?.value(resource.physicalID ?? "", version: nil) else {
            return .gone
        }
        var properties = resource.actual ?? resource.properties
        properties["Value"] = .string(value)
        return .properties(properties)
    }

    /// Deletes the parameter.
    package func delete(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        later(request, .delete, world) { world in
            world.service(FakeParameterStore.self)?.remove(request.physicalID ?? "")
            finish(.success(), world)
        }
    }
}
