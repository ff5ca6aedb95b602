/// The values of one column over many rows, packed by type.
///
/// Exactly one of the stores is in use, as ``type`` says: ``integers`` for integer, boolean (0 or 1), timestamp
/// (microseconds) and date (days); ``doubles``; ``decimals``; ``texts`` for string and json. A null takes a place in its
/// store too, with a value that means nothing, so that a row's index is the same everywhere.
public struct ColumnVector: Sendable, Hashable {
    /// The type of the values.
    public let type: ColumnType
    /// Integers, booleans, microseconds or days.
    public private(set) var integers: [Int64] = []
    /// Doubles.
    public private(set) var doubles: [Double] = []
    /// Decimals.
    public private(set) var decimals: [DecimalNumber] = []
    /// Strings or JSON texts.
    public private(set) var texts = TextVector()
    /// Which rows are null; empty as long as none is.
    public private(set) var nulls: [Bool] = []
    /// How many rows there are.
    public private(set) var count = 0

    /// An empty vector.
    public init(type: ColumnType) { self.type = type }

    /// Puts a vector together from its parts, as they were taken from another one.
    init(
        type: ColumnType, count: Int, integers: [Int64], doubles: [Double], decimals: [DecimalNumber],
        texts: TextVector,
        nulls: [Bool]
    ) {
        self.type = type
        self.count = count
        self.integers = integers
        self.doubles = doubles
        self.decimals = decimals
        self.texts = texts
        self.nulls = nulls
    }

    /// Whether the row has no value.
    @inline(__always)
    public func isNull(_ row: Int) -> Bool { !nulls.isEmpty && nulls[row] }

    /// Appends a null.
    public mutating func appendNull() {
        if nulls.isEmpty { nulls = [Bool](repeating: false, count: count) }
        nulls.append(true)
        switch type {
        case .integer, .boolean, .timestamp, .date: integers.append(0)
        case .double: doubles.append(0)
        case .decimal: decimals.append(.zero)
        case .string, .json: texts.append("")
        }
        count += 1
    }

    /// Appends to a vector of integers, booleans (0 or 1), timestamps (microseconds) or dates (days since 1970-01-01).
    @inline(__always)
    public mutating func append(integer value: Int64) {
        integers.append(value)
        appended()
    }

    /// Appends to a vector of doubles. There is one zero: -0.0, which SQLite does not keep, becomes 0.0.
    @inline(__always)
    public mutating func append(double value: Double) {
        doubles.append(value + 0)
        appended()
    }

    /// Appends to a vector of decimals.
    public mutating func append(decimal value: DecimalNumber) {
        decimals.append(value)
        appended()
    }

    /// Appends to a vector of strings or JSON; the caller answers for the bytes being UTF-8.
    @inline(__always)
    public mutating func append(text value: UnsafeRawBufferPointer) {
        texts.append(value)
        appended()
    }

    /// Appends to a vector of strings or JSON.
    public mutating func append(text value: String) {
        texts.append(value)
        appended()
    }

    /// Appends a value of the vector's own type, or null.
    ///
    /// - Returns: Whether the value was of the vector's type; if not, nothing is appended.
    @discardableResult
    public mutating func append(_ value: Value) -> Bool {
        switch (type, value) {
        case (_, .null): appendNull()
        case (.string, .string(let text)), (.json, .json(let text)): append(text: text)
        case (.integer, .integer(let number)): append(integer: number)
        case (.double, .double(let number)): append(double: number)
        case (.decimal, .decimal(let number)): append(decimal: number)
        case (.boolean, .boolean(let truth)): append(integer: truth ? 1 : 0)
        case (.timestamp, .timestamp(let instant)): append(integer: instant.microseconds)
        case (.date, .date(let day)): append(integer: Int64(day.daysSinceEpoch))
        default: return false
        }
        return true
    }

    /// Appends a value of another vector of the same type, without a copy in between.
    public mutating func append(row: Int, of other: ColumnVector) {
        guard !other.isNull(row) else { return appendNull() }
        switch type {
        case .integer, .boolean, .timestamp, .date: append(integer: other.integers[row])
        case .double: append(double: other.doubles[row])
        case .decimal: append(decimal: other.decimals[row])
        case .string, .json: other.texts.withBytes(at: row) { append(text: $0) }
        }
    }

    @inline(__always)
    private mutating func appended() {
        if !nulls.isEmpty { nulls.append(false) }
        count += 1
    }

    /// The value of a row.
    public func value(at row: Int) -> Value {
        if isNull(row) { return .null }
        switch type {
        case .string: return .string(texts[row])
        case .json: return .json(texts[row])
        case .integer: return .integer(integers[row])
        case .double: return .double(doubles[row])
        case .decimal: return .decimal(decimals[row])
        case .boolean: return .boolean(integers[row] != 0)
        case .timestamp: return .timestamp(Timestamp(microseconds: integers[row]))
        case .date: return .date(CalendarDate(daysSinceEpoch: Int(integers[row])))
        }
    }

    /// Drops the rows from `newCount` on: how a row that turns out bad half-way is taken back.
    public mutating func truncate(to newCount: Int) {
        guard newCount < count else { return }
        if integers.count > newCount { integers.removeSubrange(newCount...) }
        if doubles.count > newCount { doubles.removeSubrange(newCount...) }
        if decimals.count > newCount { decimals.removeSubrange(newCount...) }
        texts.truncate(to: newCount)
        if nulls.count > newCount { nulls.removeSubrange(newCount...) }
        count = newCount
    }

    /// Makes room for so many bytes of texts; does nothing for other types.
    public mutating func reserveTextCapacity(_ bytes: Int) {
        if type == .string || type == .json { texts.reserveCapacity(bytes: bytes) }
    }

    /// Makes room for as many rows as another vector of the same type has.
    mutating func reserveCapacity(like other: ColumnVector) {
        integers.reserveCapacity(other.integers.count)
        doubles.reserveCapacity(other.doubles.count)
        decimals.reserveCapacity(other.decimals.count)
        texts.reserveCapacity(like: other.texts)
    }

    /// Drops all rows.
    public mutating func removeAll(keepingCapacity: Bool) {
        integers.removeAll(keepingCapacity: keepingCapacity)
        doubles.removeAll(keepingCapacity: keepingCapacity)
        decimals.removeAll(keepingCapacity: keepingCapacity)
        texts.removeAll(keepingCapacity: keepingCapacity)
        nulls.removeAll(keepingCapacity: keepingCapacity)
        count = 0
    }

    /// Bytes the values take, roughly: what a batch's size is measured by.
    public var byteCount: Int {
        integers.count * 8 + doubles.count * 8 + decimals.count * 32 + texts.bytes.count + texts.count * 8
    }
}
