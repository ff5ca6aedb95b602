/// The shape of a JSON value: the part of JSON Schema that generators of clients agree on.
///
/// A value has one type, which may be nullable, or is one of several shapes. Tuples, intersections and conditions are not part
/// of it.
struct Schema: Sendable, Hashable {
    /// The type of a value.
    enum Kind: String, Sendable, Hashable { case string, integer, number, boolean, array, object }

    /// A member of an object.
    struct Property: Sendable, Hashable {
        /// The member's name.
        let name: String
        /// The shape of the value.
        let schema: Schema
        /// `true` if the object always has the member.
        let isRequired: Bool

        /// A member that the object always has.
        static func required(_ name: String, _ schema: Schema) -> Property {
            Property(name: name, schema: schema, isRequired: true)
        }

        /// A member that may be missing.
        static func optional(_ name: String, _ schema: Schema) -> Property {
            Property(name: name, schema: schema, isRequired: false)
        }
    }

    /// The members that an object may have besides its properties.
    enum Others: Sendable, Hashable {
        /// None: the server rejects unknown keys.
        case none
        /// Any: answers may gain members, which clients ignore.
        case any
        /// Members with names that the client chooses, of one shape.
        case map
    }

    /// The type; `nil` for any value, a reference or alternatives.
    var kind: Kind?
    /// `true` if the value may also be null.
    var isNullable = false
    /// The format of a string or number.
    var format: String?
    /// The regular expression that a string matches.
    var pattern: String?
    /// The values of a string in a request; empty for any.
    var values: [String] = []
    /// The values of a string in an answer, which may gain further ones.
    var knownValues: [String] = []
    /// The range of a number, of a string's length, or of an array's count.
    var range: Range?
    /// The shape of an array's elements, or of the values of a map: one schema, or none.
    var elements: [Schema] = []
    /// The members of an object.
    var properties: [Property] = []
    /// The members of an object besides its properties.
    var others = Others.none
    /// The regular expression that the names of a map's members match.
    var namePattern: String?
    /// The shapes of which the value has exactly one.
    var alternatives: [Schema] = []
    /// The name of the schema that stands here.
    var reference: String?
    /// The meaning of the value.
    var note: String?

    /// A range with optional ends.
    struct Range: Sendable, Hashable {
        /// The least value.
        var least: Int?
        /// The largest value.
        var most: Int?
    }
}

extension Schema {
    /// Any JSON value.
    static let any = Schema()
    /// A string.
    static let string = Schema(kind: .string)
    /// A Boolean.
    static let boolean = Schema(kind: .boolean)
    /// A number.
    static let number = Schema(kind: .number)
    /// A whole number of 64 bits.
    static let integer = Schema(kind: .integer, format: "int64")
    /// An instant with its offset (RFC 3339).
    static let instant = Schema(kind: .string, format: "date-time")

    /// A whole number in a range.
    static func integer(_ least: Int?, _ most: Int?) -> Schema {
        Schema(kind: .integer, format: "int64", range: Range(least: least, most: most))
    }

    /// A string of a limited length.
    static func string(_ least: Int?, _ most: Int?) -> Schema {
        Schema(kind: .string, range: Range(least: least, most: most))
    }

    /// A string that matches a regular expression.
    static func string(matching pattern: String) -> Schema { Schema(kind: .string, pattern: pattern) }

    /// One of the raw values of a type, in a request.
    static func choice<Choice: RawRepresentable<String> & CaseIterable>(_: Choice.Type) -> Schema {
        Schema(kind: .string, values: Choice.allCases.map(\.rawValue))
    }

    /// One of a few strings in a request.
    static func choice(_ values: [String]) -> Schema { Schema(kind: .string, values: values) }

    /// One of the strings in an answer, to which later versions may add.
    static func known(_ values: [String]) -> Schema { Schema(kind: .string, knownValues: values) }

    /// An array.
    static func array(_ element: Schema, _ least: Int? = nil, _ most: Int? = nil) -> Schema {
        let range = least == nil && most == nil ? nil : Range(least: least, most: most)
        return Schema(kind: .array, range: range, elements: [element])
    }

    /// An object in a request, which has no other members.
    static func object(_ properties: [Property]) -> Schema { Schema(kind: .object, properties: properties) }

    /// An object in an answer, which may gain members.
    static func answer(_ properties: [Property]) -> Schema {
        Schema(kind: .object, properties: properties, others: .any)
    }

    /// An object whose members have names that match a pattern, and values of one shape.
    static func map(_ element: Schema, names: String? = nil) -> Schema {
        Schema(kind: .object, elements: [element], others: .map, namePattern: names)
    }

    /// Exactly one of several shapes.
    static func oneOf(_ alternatives: [Schema]) -> Schema { Schema(alternatives: alternatives) }

    /// A schema of the contract's components.
    static func named(_ name: String) -> Schema { Schema(reference: name) }

    /// Returns the schema with the meaning of the value.
    func noted(_ note: String) -> Schema {
        var schema = self
        schema.note = note
        return schema
    }

    /// The schema of the value or null.
    var orNull: Schema {
        var schema = self
        schema.isNullable = true
        return schema
    }

    /// The names of the components that the schema refers to.
    var references: Set<String> {
        var found = Set([reference].compactMap(\.self))
        for part in elements + alternatives + properties.map(\.schema) { found.formUnion(part.references) }
        return found
    }
}
