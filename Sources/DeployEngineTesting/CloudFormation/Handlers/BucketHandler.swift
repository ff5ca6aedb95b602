/// The handler of `AWS::S3::Bucket`, which makes buckets in the account's S3.
package final class BucketHandler: FakeResourceHandler {
    /// Creates the handler.
    package init() {}

    /// Creates a bucket, unless one has its name.
    package func create(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        let name =
            request.text("BucketName")
            ?? String("\(request.stackName)-\(request.logicalID)-\(world.hexadecimal(12))".lowercased().suffix(63))
        let duration = world.service(FakeCloudFormation.self)?.duration(of: request, .create) ?? .zero
        world.schedule(after: duration) { world in
            guard let store = world.service(FakeObjectStore.self), store.buckets[name] == nil else {
                return finish(.failure(message: "\(name) already exists", code: "AlreadyExists"), world)
            }
            let isVersioned = request.properties["VersioningConfiguration"]?["Status"]?.text == "Enabled"
            store.createBucket(name, isVersioned: isVersioned)
            finish(
                .success(
                    physicalID: name,
                    attributes: [
                        "Arn": "arn:aws:s3:::\(name)", "DomainName": "\(name).s3.amazonaws.com",
                        "RegionalDomainName": "\(name).s3.\(world.region).amazonaws.com",
                    ]), world)
        }
    }

    /// Changes versioning.
    package func update(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        let duration = world.service(FakeCloudFormation.self)?.duration(of: request, .update) ?? .zero
        world.schedule(after: duration) { world in
            let isVersioned = request.properties["VersioningConfiguration"]?["Status"]?.text == "Enabled"
            world.service(FakeObjectStore.self)?.buckets[request.physicalID ?? ""]?.isVersioned = isVersioned
            finish(.success(), world)
        }
    }

    /// Looks for the bucket.
    package func read(_ resource: FakeStackResource, in world: FakeWorld) -> FakeResourceReading {
        world.service(FakeObjectStore.self)?.buckets[resource.physicalID ?? ""] == nil ? .gone : .recorded
    }

    /// Deletes a bucket, unless it has objects.
    package func delete(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        let name = request.physicalID ?? ""
        let duration = world.service(FakeCloudFormation.self)?.duration(of: request, .delete) ?? .zero
        world.schedule(after: duration) { world in
            guard let store = world.service(FakeObjectStore.self), store.buckets[name]?.versions.isEmpty != false else {
                return finish(
                    .failure(
                        message:
                            "The bucket you tried to delete is not empty (Service: S3, Status Code: 409, Request ID: \(world.hexadecimal(16).uppercased()))",
                        code: "GeneralServiceException"), world)
            }
            store.buckets[name] = nil
            finish(.success(), world)
        }
    }
}
