/// The handler of `AWS::IAM::Role`, which makes roles in the account's IAM.
package final class RoleHandler: FakeResourceHandler {
    /// Creates the handler.
    package init() {}

    /// Creates a role, unless one has its name.
    package func create(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        let name = request.text("RoleName") ?? RecordHandler.physicalID(request, in: world)
        let duration = world.service(FakeCloudFormation.self)?.duration(of: request, .create) ?? .zero
        world.schedule(after: duration) { world in
            guard let iam = world.service(FakeAccessManagement.self), iam.roles[name] == nil else {
                return finish(.failure(message: "Role with name \(name) already exists.", code: "AlreadyExists"), world)
            }
            let role = iam.addRole(
                name, trustPolicy: request.properties["AssumeRolePolicyDocument"]?.json ?? "{}",
                boundary: request.text("PermissionsBoundary"), world)
            finish(
                .success(physicalID: name, attributes: ["Arn": .string(role.arn), "RoleId": .string(role.id)]), world)
        }
    }

    /// Changes the trust policy.
    package func update(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        let duration = world.service(FakeCloudFormation.self)?.duration(of: request, .update) ?? .zero
        world.schedule(after: duration) { world in
            world.service(FakeAccessManagement.self)?.roles[request.physicalID ?? ""]?.trustPolicy =
                request.properties["AssumeRolePolicyDocument"]?.json ?? "{}"
            finish(.success(), world)
        }
    }

    /// Deletes the role.
    package func delete(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        let duration = world.service(FakeCloudFormation.self)?.duration(of: request, .delete) ?? .zero
        world.schedule(after: duration) { world in
            world.service(FakeAccessManagement.self)?.roles[request.physicalID ?? ""] = nil
            finish(.success(), world)
        }
    }
}
