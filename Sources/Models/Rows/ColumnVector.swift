/// The values of one column over many rows, packed by type.
///
/// ``type`` determines the only array in use: ``integers`` for integer, boolean (0 or 1), timestamp (microseconds) and date
/// (days); ``doubles``; ``decimals``; ``texts`` for string and json. A null has a placeholder in its array, so that a row's index
/// is the same in all arrays.
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
    package private(set) var texts = TextVector()
    /// The null flag of each row; empty if no row is null.
    public private(set) var nulls: [Bool] = []
    /// The number of rows.
    public private(set) var count = 0

    /// Creates an empty vector.
    public init(type: ColumnType) { self.type = type }

    /// Creates a vector from the parts of another one.
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

    /// Returns whether the row is null.
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

    /// Appends to a vector of doubles; -0.0, which SQLite does not keep, becomes 0.0.
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

    /// Appends to a vector of strings or JSON; the bytes must be UTF-8.
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

    /// Appends a value of the vector's type, or null.
    ///
    /// - Returns: `false` if the value has another type; then nothing is appended.
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
    package mutating func append(row: Int, of other: ColumnVector) {
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

    /// Returns the value of a row.
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

    /// Removes the rows from `newCount` on, such as an unfinished row that proves invalid.
    package mutating func truncate(to newCount: Int) {
        guard newCount < count else { return }
        if integers.count > newCount { integers.removeSubrange(newCount...) }
        if doubles.count > newCount { doubles.removeSubrange(newCount...) }
        if decimals.count > newCount { decimals.removeSubrange(newCount...) }
        texts.truncate(to: newCount)
        if nulls.count > newCount { nulls.removeSubrange(newCount...) }
        count = newCount
    }

    /// Reserves capacity in bytes for texts; does nothing for other types.
    package mutating func reserveTextCapacity(_ bytes: Int) {
        if type == .string || type == .json { texts.reserveCapacity(bytes: bytes) }
    }

    /// Reserves the capacity that another vector of the same type uses.
    mutating func reserveCapacity(like other: ColumnVector) {
        integers.reserveCapacity(other.integers.count)
        doubles.reserveCapacity(other.doubles.count)
        decimals.reserveCapacity(other.decimals.count)
        texts.reserveCapacity(like: other.texts)
    }

    /// Removes all rows.
    package mutating func removeAll(keepingCapacity: Bool) {
        integers.removeAll(keepingCapacity: keepingCapacity)
        doubles.removeAll(keepingCapacity: keepingCapacity)
        decimals.removeAll(keepingCapacity: keepingCapacity)
        texts.removeAll(keepingCapacity: keepingCapacity)
        nulls.removeAll(keepingCapacity: keepingCapacity)
        count = 0
    }

    /// The approximate size of the values in bytes.
    package var byteCount: Int {
        integers.count * 8 + doubles.count * 8 + decimals.count * 32 + texts.bytes.count + texts.count * 8
    }
}
