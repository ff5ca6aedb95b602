/// A resource's creation, update or deletion as CloudFormation asks it of the handler of a type.
package struct FakeResourceRequest: Sendable {
    /// The stack's id.
    package var stackID: String
    /// The stack's name.
    package var stackName: String
    /// The logical id.
    package var logicalID: String
    /// The type, such as `AWS::ECS::Service`.
    package var type: String
    /// The physical id; nil for a creation.
    package var physicalID: String?
    /// The properties with all functions resolved; those before for a deletion.
    package var properties: FakeValue
    /// The properties before an update; nil otherwise.
    package var previous: FakeValue?
    /// The attributes before an update or a deletion.
    package var attributes: [String: FakeValue]
    /// The token of the handler's call.
    package var token: String
    /// `true` if the stack is rolling back.
    package var isRollback: Bool

    /// The text of a property.
    package func text(_ name: String) -> String? { properties[name]?.text }
}

/// The end of a handler's work.
package enum FakeResourceOutcome: Sendable {
    /// The resource is as requested. An update may keep the physical id by passing nil; attributes are added to those known.
    case success(physicalID: String? = nil, attributes: [String: FakeValue] = [:], reason: String? = nil)
    /// The handler failed; the code is a `HandlerErrorCode` such as `AlreadyExists`. A creation that left something behind passes
    /// its physical id, and the stack will delete it.
    case failure(message: String, code: String, physicalID: String? = nil)
    /// The handler failed; the reason is the event's as it is.
    case rawFailure(reason: String, physicalID: String? = nil)
}

/// A handler of a resource type.
///
/// Each method begins the work, and calls `finish` once when it has ended: at once, from an action of the world's agenda, or
/// when another service reports that it is done.
package protocol FakeResourceHandler: AnyObject {
    /// Creates a resource.
    func create(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void)
    /// Updates a resource in place.
    func update(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void)
    /// Deletes a resource.
    func delete(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void)
    /// Tells that the stack's operation was cancelled or another of its resources failed while this one is in flight. The
    /// handler still calls `finish`, at the latest when its work would have ended.
    func cancel(_ request: FakeResourceRequest, in world: FakeWorld)
    /// Returns what the resource really is, for imports and for the detection of drift.
    func read(_ resource: FakeStackResource, in world: FakeWorld) -> FakeResourceReading
    /// The properties that cannot change without a replacement; `*` for all but `Tags`.
    var createOnly: Set<String> { get }
}

extension FakeResourceHandler {
    /// Lets the work go on to its end.
    package func cancel(_ request: FakeResourceRequest, in world: FakeWorld) {}
    /// Returns that the resource is as recorded.
    package func read(_ resource: FakeStackResource, in world: FakeWorld) -> FakeResourceReading { .recorded }
    /// No property.
    package var createOnly: Set<String> { [] }
}
