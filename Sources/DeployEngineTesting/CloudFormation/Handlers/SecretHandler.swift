/// The handler of `AWS::SecretsManager::Secret`, which makes secrets in the account's Secrets Manager. `Ref` is the ARN.
package final class SecretHandler: FakeResourceHandler {
    /// Creates the handler.
    package init() {}

    /// Creates a secret, unless one has its name.
    package func create(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        let name = request.text("Name") ?? RecordHandler.physicalID(request, in: world)
        let duration = world.service(FakeCloudFormation.self)?.duration(of: request, .create) ?? .zero
        world.schedule(after: duration) { world in
            guard let manager = world.service(FakeSecretsManager.self), manager.secret(name) == nil else {
                return finish(
                    .failure(
                        message: "The operation failed because the secret \(name) already exists.",
                        code: "AlreadyExists"), world)
            }
            let secret = manager.create(name, value: Self.value(of: request, world), world)
            finish(.success(physicalID: secret.arn, attributes: ["Id": .string(secret.arn)]), world)
        }
    }

    private static func value(of request: FakeResourceRequest, _ world: FakeWorld) -> String {
        if let text = request.text("SecretString") { return text }
        guard let generation = request.properties["GenerateSecretString"] else { return "" }
        let length = generation["PasswordLength"]?.integer ?? 32
        let password = world.hexadecimal(length)
        guard let key = generation["GenerateStringKey"]?.text else { return password }
        var document = generation["SecretStringTemplate"]?.text.flatMap { try? FakeValue(json: $0) } ?? [:]
        document[key] = .string(password)
        return document.json
    }

    /// Keeps the value unless the template gives another.
    package func update(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        let duration = world.service(FakeCloudFormation.self)?.duration(of: request, .update) ?? .zero
        world.schedule(after: duration) { world in
            if let text = request.text("SecretString"), text != request.previous?["SecretString"]?.text {
                world.service(FakeSecretsManager.self)?.put(request.physicalID ?? "", value: text, world)
            }
            finish(.success(), world)
        }
    }

    /// Deletes the secret at once.
    package func delete(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        let duration = world.service(FakeCloudFormation.self)?.duration(of: request, .delete) ?? .zero
        world.schedule(after: duration) { world in
            world.service(FakeSecretsManager.self)?.remove(request.physicalID ?? "")
            finish(.success(), world)
        }
    }
}
