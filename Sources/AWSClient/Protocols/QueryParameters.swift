import Basics

/// The fields of a form, with AWS Query's names for lists and structures: `Tags.member.1.Key`.
public struct QueryParameters: Sendable {
    /// Names and values, in order.
    var fields: [(name: String, value: String)] = []

    /// Creates a form without fields.
    public init() {}

    /// Adds a string; nil adds no field.
    public mutating func add(_ name: String, _ value: String?) {
        if let value { fields.append((name, value)) }
    }

    /// Adds a number; nil adds no field.
    public mutating func add(_ name: String, _ value: Int?) { add(name, value.map(String.init)) }

    /// Adds a Boolean; nil adds no field.
    public mutating func add(_ name: String, _ value: Bool?) { add(name, value.map { $0 ? "true" : "false" }) }

    /// Adds a list of strings.
    /// - Parameters:
    ///   - name: The list's name.
    ///   - values: The strings; an empty list adds an empty field, nil adds none.
    ///   - member: The part between the name and the number: `member`, or nil for a flattened list and for EC2.
    public mutating func add(_ name: String, list values: [String]?, member: String? = "member") {
        guard let values else { return }
        if values.isEmpty { add(name, "") }
        for (index, value) in values.enumerated() { add(Self.item(name, index, member), value) }
    }

    /// Adds a list of structures.
    public mutating func add<Element>(
        _ name: String, list values: [Element]?, member: String? = "member",
        _ write: (Element, inout QueryParameters) -> Void
    ) {
        guard let values else { return }
        if values.isEmpty { add(name, "") }
        for (index, value) in values.enumerated() { add(Self.item(name, index, member)) { write(value, &$0) } }
    }

    /// Adds a structure.
    public mutating func add(_ name: String, _ write: (inout QueryParameters) -> Void) {
        var inner = QueryParameters()
        write(&inner)
        fields += inner.fields.map { ("\(name).\($0.name)", $0.value) }
    }

    /// Adds a map: `name.entry.1.key`, `name.entry.1.value`, in the order of the keys.
    public mutating func add(_ name: String, map values: [String: String]?) {
        for (index, entry) in (values ?? [:]).sorted(by: { $0.key < $1.key }).enumerated() {
            add("\(name).entry.\(index + 1).key", entry.key)
            add("\(name).entry.\(index + 1).value", entry.value)
        }
    }

    private static func item(_ name: String, _ index: Int, _ member: String?) -> String {
        [name, member, String(index + 1)].compactMap(\.self).joined(separator: ".")
    }

    /// The form as `name=value&…`, with all but RFC 3986's unreserved characters percent-encoded.
    public var encoded: String {
        fields.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }.joined(separator: "&")
    }
}
