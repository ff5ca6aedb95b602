/// The handler of `AWS::CloudFormation::WaitCondition`: it waits for signals to its handle, and fails at its time-out.
///
/// Source: "AWS::CloudFormation::WaitCondition", AWS CloudFormation Template Reference.
package final class WaitConditionHandler: FakeResourceHandler {
    private struct Waiting {
        let handle: String
        let count: Int
        let finish: (FakeResourceOutcome, FakeWorld) -> Void
        let physicalID: String
        let ticket: Int
    }

    private var waiting: [Waiting] = []
    /// The signals by their handles: `true` for a success.
    private var signals: [String: [Bool]] = [:]

    /// Creates the handler.
    package init() {}

    /// Signals a handle by its URL.
    package func signal(_ handle: String, success: Bool = true, in world: FakeWorld) {
        signals[handle, default: []].append(success)
        check(handle, world)
    }

    private func check(_ handle: String, _ world: FakeWorld) {
        let received = signals[handle] ?? []
        for entry in waiting where entry.handle == handle {
            if received.contains(false) {
                end(
                    entry,
                    .rawFailure(
                        reason: "WaitCondition received failed message: 'the signal was a failure'", physicalID: nil),
                    world)
            } else if received.count >= entry.count {
                end(entry, .success(physicalID: entry.physicalID, attributes: ["Data": "{}"]), world)
            }
        }
    }

    private func end(_ entry: Waiting, _ outcome: FakeResourceOutcome, _ world: FakeWorld) {
        waiting.removeAll { $0.physicalID == entry.physicalID }
        world.cancel(entry.ticket)
        entry.finish(outcome, world)
    }

    /// Waits for the signals.
    package func create(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        let count = request.text("Count").flatMap { Int($0) } ?? 1
        let seconds = request.text("Timeout").flatMap { Int($0) } ?? 60
        let physicalID = world.arn("cloudformation", "stack/\(request.stackName)/\(world.uuid())/\(request.logicalID)")
        let handle = request.text("Handle") ?? ""
        let ticket = world.schedule(after: .seconds(seconds)) { [self] world in
            guard let entry = waiting.first(where: { $0.physicalID == physicalID }) else { return }
            let received = signals[handle]?.count ?? 0
            end(
                entry,
                .rawFailure(reason: "WaitCondition timed out. Received \(received) conditions when expecting \(count)"),
                world)
        }
        waiting.append(Waiting(handle: handle, count: count, finish: finish, physicalID: physicalID, ticket: ticket))
        check(handle, world)
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
