/// The result of an erasure: what was removed from each place of a store, and what is beyond its reach.
public struct ErasureReceipt: Sendable, Hashable {
    /// The number of deleted rows.
    public var rows: Int64
    /// The number of idempotency records from which the quoted values of rejected rows were removed. They keep their counts.
    public var records: Int64
    /// The dataset's version afterwards.
    public var dataVersion: Int64
    /// The places from which the store itself cannot remove the values, as phrases.
    public var remains: [String]

    /// Creates a receipt.
    public init(rows: Int64, records: Int64, dataVersion: Int64, remains: [String]) {
        self.rows = rows
        self.records = records
        self.dataVersion = dataVersion
        self.remains = remains
    }
}
