import Models

/// Times as a database gives them out.
///
/// The store writes none outside of the years 0001 to 9999, but whoever else writes to its tables may: PostgreSQL has times to the
/// year 294276 and infinite ones, SQLite takes any number. Calculating with those would leave 64 bits.
enum StoredTime {
    // ``Timestamp/earliest`` and ``Timestamp/latest`` in figures: they are compared with once a value.
    static let earliest: Int64 = -62_135_596_800_000_000
    static let latest: Int64 = 253_402_300_799_999_999
    static let earliestDay: Int64 = -719_162
    static let latestDay: Int64 = 2_932_896
    /// A bucket may begin before what it holds by its width, which is a century at most, and by a zone's offset.
    private static let earliestKey = earliest - 101 * 366 * Timestamp.microsecondsPerDay
    private static let latestKey = latest + 2 * Timestamp.microsecondsPerDay

    /// Microseconds since the Unix epoch, from those since another that begins `epoch` later.
    @inline(__always)
    static func microseconds(_ count: Int64, since epoch: Int64 = 0) throws(StorageError) -> Int64 {
        let (value, overflow) = count.addingReportingOverflow(epoch)
        guard !overflow, value >= earliest, value <= latest else { throw .overflow }
        return value
    }

    /// Days since 1970-01-01, from those since a day that is `epoch` later.
    @inline(__always)
    static func days(_ count: Int64, since epoch: Int64 = 0) throws(StorageError) -> Int64 {
        let (value, overflow) = count.addingReportingOverflow(epoch)
        guard !overflow, value >= earliestDay, value <= latestDay else { throw .overflow }
        return value
    }

    /// The start of a bucket, in microseconds, from its key since an epoch that begins `epoch` later.
    static func start(
        of rule: BucketRule, key: Int64, since epoch: Int64 = 0
    ) throws(StorageError) -> Int64 {
        let (value, overflow) = key.addingReportingOverflow(epoch)
        guard !overflow, value >= earliestKey, value <= latestKey, value >= rule.key(of: .earliest) else {
            throw .overflow
        }
        let start = rule.start(ofKey: value).microseconds
        guard start <= latest else { throw .overflow }
        return start
    }

    /// The first day of a bucket of days since 1970-01-01, from its key since a day that is `epoch` later.
    static func day(of granularity: Granularity, key: Int64, since epoch: Int64 = 0) throws(StorageError) -> Int64 {
        let (value, overflow) = key.addingReportingOverflow(epoch)
        guard !overflow, value <= latestDay else { throw .overflow }
        guard value < earliestDay else { return value }
        let first = granularity.floor(local: earliest).dividedRoundingDown(by: Timestamp.microsecondsPerDay)
        guard value >= first else { throw .overflow }
        return earliestDay
    }
}
