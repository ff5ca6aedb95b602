import Basics
import Models

/// Validated conversion of times that a database returns.
///
/// The store writes times of the years 0001 to 9999 only, but other programs may write others to its tables: PostgreSQL has times up
/// to the year 294276 and infinite ones, SQLite stores any integer. Calculating with those would overflow 64 bits.
enum StoredTime {
    // ``Timestamp/earliest`` and ``Timestamp/latest`` as constants, because each value is compared with them.
    static let earliest: Int64 = -62_135_596_800_000_000
    static let latest: Int64 = 253_402_300_799_999_999
    static let earliestDay: Int64 = -719_162
    static let latestDay: Int64 = 2_932_896
    /// The earliest bucket key. A bucket can begin before its values by its width, at most a century, and by a zone's offset.
    private static let earliestKey = earliest - 101 * 366 * Timestamp.microsecondsPerDay
    private static let latestKey = latest + 2 * Timestamp.microsecondsPerDay

    /// Returns microseconds since the Unix epoch, given those since an epoch that begins `epoch` microseconds later.
    @inline(__always)
    static func microseconds(_ count: Int64, since epoch: Int64 = 0) throws(StorageError) -> Int64 {
        let (value, overflow) = count.addingReportingOverflow(epoch)
        guard !overflow, value >= earliest, value <= latest else { throw .overflow }
        return value
    }

    /// Returns days since 1970-01-01, given those since a day that is `epoch` days later.
    @inline(__always)
    static func days(_ count: Int64, since epoch: Int64 = 0) throws(StorageError) -> Int64 {
        let (value, overflow) = count.addingReportingOverflow(epoch)
        guard !overflow, value >= earliestDay, value <= latestDay else { throw .overflow }
        return value
    }

    /// Returns the start of a bucket in microseconds, given its key since an epoch that begins `epoch` microseconds later.
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

    /// Returns the first day of a bucket, given its key since a day that is `epoch` days after 1970-01-01.
    static func day(of granularity: Granularity, key: Int64, since epoch: Int64 = 0) throws(StorageError) -> Int64 {
        let (value, overflow) = key.addingReportingOverflow(epoch)
        guard !overflow, value <= latestDay else { throw .overflow }
        guard value < earliestDay else { return value }
        let first = granularity.floor(local: earliest).dividedRoundingDown(by: Timestamp.microsecondsPerDay)
        guard value >= first else { throw .overflow }
        return earliestDay
    }
}
