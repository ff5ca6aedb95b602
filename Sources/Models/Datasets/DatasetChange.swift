/// A change of a dataset's columns, made as a whole or not at all. Names are those before the change.
public struct DatasetChange: Sendable, Hashable {
    /// A new name of a column.
    public struct Renaming: Sendable, Hashable {
        /// The present name, which remains valid in queries.
        public var from: Identifier
        /// The new name.
        public var to: Identifier

        /// Creates a renaming.
        public init(from: Identifier, to: Identifier) {
            self.from = from
            self.to = to
        }
    }

    /// New properties of a column.
    public struct Alteration: Sendable, Hashable {
        /// The column.
        public var column: Identifier
        /// The type; `nil` to keep it.
        public var type: ColumnType?
        /// The label: `nil` to keep it, `.some(nil)` to remove it.
        public var label: String??
        /// The unit: `nil` to keep it, `.some(nil)` to remove it.
        public var unit: String??
        /// The description: `nil` to keep it, `.some(nil)` to remove it.
        public var description: String??
        /// The dataset that the column's values are looked up in: `nil` to keep it, `.some(nil)` to remove it.
        public var lookup: Identifier??

        /// Creates an alteration that keeps everything it does not name.
        public init(
            _ column: Identifier, type: ColumnType? = nil, label: String?? = nil, unit: String?? = nil,
            description: String?? = nil, lookup: Identifier?? = nil
        ) {
            self.column = column
            self.type = type
            self.label = label
            self.unit = unit
            self.description = description
            self.lookup = lookup
        }
    }

    /// Columns to append, which must be nullable.
    public var added: [Column]
    /// Columns to rename.
    public var renamed: [Renaming]
    /// Columns to remove, with their values.
    public var dropped: [Identifier]
    /// Columns to alter.
    public var altered: [Alteration]

    /// The retention: `nil` to keep it, `.some(nil)` to remove it.
    public var retention: Retention??

    /// Creates a change.
    public init(
        added: [Column] = [], renamed: [Renaming] = [], dropped: [Identifier] = [], altered: [Alteration] = [],
        retention: Retention?? = nil
    ) {
        self.added = added
        self.renamed = renamed
        self.dropped = dropped
        self.altered = altered
        self.retention = retention
    }

    /// A Boolean value that indicates whether the change leaves everything as it is.
    public var isEmpty: Bool {
        added.isEmpty && renamed.isEmpty && dropped.isEmpty && altered.isEmpty && retention == nil
    }
}

/// A fault of a ``DatasetChange``.
public struct DatasetChangeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of fault.
    public enum Code: String, Sendable {
        /// A column that the dataset does not have.
        case unknownColumn = "unknown_column"
        /// A column that the change names twice.
        case duplicateName = "duplicate_name"
        /// A new name that a column has or had.
        case nameTaken = "name_taken"
        /// A column that the dataset cannot lose or whose type it cannot change.
        case columnInUse = "column_in_use"
        /// A type that the column's values cannot be converted to.
        case typeMismatch = "type_mismatch"
    }

    /// The kind of fault.
    public let code: Code
    /// The JSON pointer of the offending part of the change.
    public let pointer: String
    /// The value got, the expected value and the remedy.
    public let description: String
    /// The nearest valid name.
    public let nearest: String?
    /// A Boolean value that indicates whether only a copy into a new dataset reaches the definition.
    package let isFixed: Bool

    init(
        _ code: Code, at pointer: String, _ description: String, nearest: String? = nil, isFixed: Bool = false
    ) {
        self.isFixed = isFixed
        self.code = code
        self.pointer = pointer
        self.description = description
        self.nearest = nearest
    }
}
