/// Holds a property whose type contains itself, such as a firewall rule's nested statement.
@propertyWrapper
public struct Indirect<Wrapped: Sendable>: Sendable {
    // One element, always: an array is the shortest way to storage of its own.
    private var storage: [Wrapped]

    /// Stores a value.
    public init(wrappedValue: Wrapped) {
        storage = [wrappedValue]
    }

    /// The value.
    public var wrappedValue: Wrapped {
        get { storage[0] }
        set { storage[0] = newValue }
    }
}
