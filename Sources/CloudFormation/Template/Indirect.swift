/// Indirect storage for a property whose type contains itself, such as a firewall rule's nested statement.
@propertyWrapper
public struct Indirect<Wrapped: Sendable>: Sendable {
    // An array of exactly one element provides the indirection.
    private var storage: [Wrapped]

    /// Creates storage with a value.
    public init(wrappedValue: Wrapped) {
        storage = [wrappedValue]
    }

    /// The stored value.
    public var wrappedValue: Wrapped {
        get { storage[0] }
        set { storage[0] = newValue }
    }
}
