/// A column of a dataset.
public struct Column: Hashable, Sendable {
    /// The column's name, unique in the dataset.
    public let name: Identifier
    /// The type of the column's values.
    public let type: ColumnType
    /// A Boolean value that indicates whether a row may leave the column out.
    public let nullable: Bool
    /// The column's use, from which a store derives an index; results do not depend on it.
    public let use: ColumnUse?
    /// The text that people see for the column, such as the header of the file it came from; at most ``maximumLabel`` Unicode
    /// scalars, `nil` if the name says it.
    public let label: String?

    /// The unit of the values, such as `EUR` or `ms`; a short text like a label, `nil` if there is none.
    public let unit: String?
    /// The meaning of the column; at most ``maximumDescription`` Unicode scalars.
    public let description: String?
    /// The names that the column had before, which queries may still use.
    public let formerNames: [Identifier]
    /// The dataset whose row with this column's value as its key has further values for queries; `nil` if there is none.
    public let lookup: Identifier?

    /// The greatest length of a description, in Unicode scalars.
    public static let maximumDescription = 1000
    /// The greatest length of a unit, in Unicode scalars.
    public static let maximumUnit = 50
    /// The greatest length of a label, in Unicode scalars.
    public static let maximumLabel = 200

    /// Returns whether a text can be a label: not empty, not too long, and without control characters.
    package static func isLabel(_ text: String, maximum: Int = maximumLabel) -> Bool {
        (1...maximum).contains(text.unicodeScalars.count)
            && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// Creates a column; nullable by default, because real data has gaps.
    public init(
        name: Identifier, type: ColumnType, nullable: Bool = true, use: ColumnUse? = nil, label: String? = nil,
        unit: String? = nil, description: String? = nil, formerNames: [Identifier] = [],
        lookup: Identifier? = nil
    ) {
        self.name = name
        self.type = type
        self.nullable = nullable
        self.use = use
        self.label = label
        self.unit = unit
        self.description = description
        self.formerNames = formerNames
        self.lookup = lookup
    }
}
