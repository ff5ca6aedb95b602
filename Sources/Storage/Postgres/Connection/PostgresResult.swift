import CLibPQ
import Models

/// A libpq result in binary format; used on its connection's queue and freed with its owner.
struct PostgresResult: ~Copyable {
    private let raw: OpaquePointer

    init(_ raw: OpaquePointer) { self.raw = raw }

    deinit { PQclear(raw) }

    var status: ExecStatusType { PQresultStatus(raw) }
    /// `true` if the statement failed.
    var isFailure: Bool { ![PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(status) }
    var rowCount: Int { Int(PQntuples(raw)) }
    var columnCount: Int { Int(PQnfields(raw)) }
    /// The number of rows that a statement inserted, updated or deleted.
    var affectedRows: Int64 { Int64(String(cString: PQcmdTuples(raw))) ?? 0 }
    /// The SQLSTATE of a failed result.
    var sqlState: String? { PQresultErrorField(raw, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } }
    /// The error fields of a failed result.
    var report: PostgresErrorFields? { PostgresErrorFields(raw) }
    func error(on connection: OpaquePointer) -> StorageError { PostgresErrorCode.storageError(raw, on: connection) }

    /// The name of a column.
    func columnName(_ column: Int) -> String { PQfname(raw, Int32(column)).map { String(cString: $0) } ?? "" }

    func isNull(_ row: Int, _ column: Int) -> Bool { PQgetisnull(raw, Int32(row), Int32(column)) != 0 }

    func bytes(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: PQgetvalue(raw, Int32(row), Int32(column)), count: Int(PQgetlength(raw, Int32(row), Int32(column))))
    }

    func integer(_ row: Int, _ column: Int) -> Int64 {
        let bytes = bytes(row, column)
        guard let base = bytes.baseAddress else { return 0 }
        switch bytes.count {
        case 8: return PostgresBinary.read(Int64.self, base)
        case 4: return Int64(PostgresBinary.read(Int32.self, base))
        case 2: return Int64(PostgresBinary.read(Int16.self, base))
        case 1: return Int64(bytes[0])
        default: return 0
        }
    }

    func text(_ row: Int, _ column: Int) -> String { String(decoding: bytes(row, column), as: UTF8.self) }

    /// Appends a value to a vector.
    func append(_ row: Int, _ column: Int, _ reader: ColumnReader, to vector: inout ColumnVector) throws(StorageError) {
        if isNull(row, column) {
            vector.appendNull()
            return
        }
        switch reader {
        case .bucket(let rule):
            let key = integer(row, column)
            vector.append(
                integer: try StoredTime.start(of: rule, key: key, since: PostgresBinary.epochMicroseconds))
        case .days(let granularity):
            let key = integer(row, column)
            vector.append(integer: try StoredTime.day(of: granularity, key: key, since: PostgresBinary.epochDays))
        case .plain(.integer), .plain(.boolean): vector.append(integer: integer(row, column))
        case .plain(.timestamp):
            let count = integer(row, column)
            vector.append(integer: try StoredTime.microseconds(count, since: PostgresBinary.epochMicroseconds))
        case .plain(.date):
            vector.append(integer: try StoredTime.days(integer(row, column), since: PostgresBinary.epochDays))
        case .plain(.double):
            let number = Double(bitPattern: UInt64(bitPattern: integer(row, column)))
            guard number.isFinite else { throw .overflow }
            vector.append(double: number)
        case .plain(.decimal):
            guard let number = PostgresBinary.numeric(bytes(row, column)) else { throw .overflow }
            vector.append(decimal: number)
        case .plain(.string), .plain(.json): vector.append(text: bytes(row, column))
        }
    }
}
