/// The handler of `AWS::CloudFormation::WaitConditionHandle`, whose physical id is the URL to signal.
package final class WaitConditionHandleHandler: FakeResourceHandler {
    /// Creates the handler.
    package init() {}

    /// Creates a URL.
    package func create(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        finish(
            .success(
                physicalID: "https://cloudformation-waitcondition-\(world.region).s3.amazonaws.com/\(world.uuid())"),
            world)
    }

    /// Ends at once.
    package func update(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        finish(.success(), world)
    }

    /// Ends at once.
    package func delete(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        finish(.success(), world)
    }
}
