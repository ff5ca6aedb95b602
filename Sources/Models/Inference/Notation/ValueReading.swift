/// The notation of a column's values in a file, as far as a file's format leaves it open.
public struct ValueReading: Hashable, Sendable {
    /// The decimal mark of numbers.
    public var decimalMark: DecimalMark
    /// The order of day and month in dates such as `01/02/2026`; `nil` if no value has such a date.
    public var dateOrder: DateOrder?
    /// The unit of numbers that stand for times; `nil` if a number is no time.
    public var epoch: EpochUnit?
    /// The zone of times without an offset.
    public var zone: ZoneRules
    /// The texts that stand for a missing value.
    public var nulls: [String]
    /// The sign of the unit that numbers have, such as `%`; `nil` for numbers alone.
    var unit: UnitSign?
    /// `true` if digits past the microsecond are cut off and leap seconds are the second after them, as the caller wants.
    var acceptsLoss = false

    /// Creates a reading; by default, the notation of ISO 8601 and of numbers with a decimal point.
    public init(
        decimalMark: DecimalMark = .point, dateOrder: DateOrder? = nil, epoch: EpochUnit? = nil, zone: ZoneRules = .utc,
        nulls: [String] = []
    ) {
        self.decimalMark = decimalMark
        self.dateOrder = dateOrder
        self.epoch = epoch
        self.zone = zone
        self.nulls = nulls
    }

    /// Returns whether a field stands for a missing value.
    func isNull(_ field: UnsafeRawBufferPointer) -> Bool {
        nulls.contains { $0.utf8.count == field.count && $0.utf8.elementsEqual(field) }
    }

    /// Returns the instant that a field without surrounding blanks denotes; `nil` if it is no time in this notation.
    func instant(of field: UnsafeRawBufferPointer) -> Timestamp? {
        if let epoch, let instant = epoch.instant(of: field) {
            return acceptsLoss || !EpochUnit.isFine(field) ? instant : nil
        }
        guard let time = CivilTime(field, acceptsShortYear: dateOrder != nil), let days = time.days(dateOrder),
            acceptsLoss || time.loss == nil
        else { return nil }
        let local = Int64(days) * Timestamp.microsecondsPerDay + (time.microseconds ?? 0)
        let instant =
            time.offset.map { Timestamp(microseconds: local - Int64($0) * 1_000_000) } ?? zone.instant(ofLocal: local)
        return instant >= .earliest && instant <= .latest ? instant : nil
    }

    /// Returns the day that a field without surrounding blanks denotes; `nil` if it is no day in this notation.
    func day(of field: UnsafeRawBufferPointer) -> CalendarDate? {
        guard let time = CivilTime(field, acceptsShortYear: dateOrder != nil), time.microseconds == nil else {
            return nil
        }
        return time.days(dateOrder).map(CalendarDate.init(daysSinceEpoch:))
    }
}

/// The character between a number's whole part and its fraction.
public enum DecimalMark: String, Hashable, Sendable, CaseIterable {
    /// `1234.5`, with groups as in `1,234.5`.
    case point
    /// `1234,5`, with groups as in `1.234,5`.
    case comma
}

/// The order of day and month in a date of numbers that ends with its year.
public enum DateOrder: String, Hashable, Sendable, CaseIterable {
    /// Day, month, year: `31/12/2026`.
    case dmy
    /// Month, day, year: `12/31/2026`.
    case mdy
}

/// The unit of a number that counts from 1970-01-01T00:00:00Z.
public enum EpochUnit: String, Hashable, Sendable, CaseIterable {
    /// Seconds, possibly with a fraction.
    case seconds = "epoch"
    /// Milliseconds.
    case milliseconds = "epoch-ms"
    /// Microseconds.
    case microseconds = "epoch-us"

    /// The number of microseconds in the unit.
    private var scale: Int64 {
        switch self {
        case .seconds: 1_000_000
        case .milliseconds: 1000
        case .microseconds: 1
        }
    }

    /// The seconds from 1990 to 2100, the range of numbers that evidence alone takes for times.
    private static let plausible: ClosedRange<Int64> = 631_152_000...4_102_444_800

    /// Returns whether a number is a plausible time in the unit.
    func isPlausible(_ field: UnsafeRawBufferPointer) -> Bool {
        guard let instant = instant(of: field) else { return false }
        return Self.plausible.contains(instant.microseconds / 1_000_000)
    }

    /// Returns whether a number of seconds has digits past the microsecond that are not zero.
    static func isFine(_ field: UnsafeRawBufferPointer) -> Bool {
        guard let point = field.firstIndex(of: UInt8(ascii: ".")) else { return false }
        return field[(point + 1)...].dropFirst(6).contains { $0 != 0x30 }
    }

    /// Returns the instant that a number denotes; `nil` for other texts. Digits past the microsecond are cut off, as in RFC 3339.
    func instant(of field: UnsafeRawBufferPointer) -> Timestamp? {
        guard let first = field.first, first == UInt8(ascii: "-") || first &- 0x30 <= 9 else { return nil }
        let whole = field.firstIndex(of: UInt8(ascii: ".")) ?? field.count
        guard case .value(let count) = FieldText.integer(UnsafeRawBufferPointer(rebasing: field[..<whole])) else {
            return nil
        }
        var fraction: Int64 = 0
        if whole < field.count {
            guard self == .seconds, whole + 1 < field.count else { return nil }
            var digits = 0
            for byte in field[(whole + 1)...] {
                guard byte &- 0x30 <= 9 else { return nil }
                if digits < 6 { fraction = fraction * 10 + Int64(byte &- 0x30) }
                digits += 1
            }
            for _ in stride(from: digits, to: 6, by: 1) { fraction *= 10 }
        }
        let (scaled, overflow) = count.multipliedReportingOverflow(by: scale)
        let (sum, carry) = scaled.addingReportingOverflow(first == UInt8(ascii: "-") ? -fraction : fraction)
        let instant = Timestamp(microseconds: sum)
        return !overflow && !carry && instant >= .earliest && instant <= .latest ? instant : nil
    }
}
