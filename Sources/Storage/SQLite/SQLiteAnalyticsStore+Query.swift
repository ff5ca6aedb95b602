import GRDBSQLite
public import Models
import Synchronization

extension SQLiteAnalyticsStore {
    /// Returns a page of rows, ordered by id.
    public func rows(of dataset: Dataset, page: RowPageRequest, reading: ReadConsistency) async throws(StorageError)
        -> RowPage
    {
        let run = try await queries.begin(WorkShape(page, of: dataset))
        defer { run.end() }
        return try await read { connection throws(StorageError) in
            try execute(connection, "BEGIN")
            defer { try? execute(connection, "COMMIT") }
            let version = try SQLiteCatalog(connection).current(dataset).dataVersion
            let compiler = QueryCompiler(dialect: .sqlite, table: SQLiteSchema.table(dataset.id))
            let statement = try SQLiteCatalog(connection).diagnosing(dataset) {
                () throws(StorageError) -> SQLiteStatement in
                try SQLiteStatement(connection, compiler.page(dataset.columns, page))
            }
            var ids: [Int64] = []
            var versions: [Int64] = []
            var batch = RowBatch(types: dataset.columns.map(\.type))
            while try statement.step() {
                guard !page.isFull(batch, count: ids.count) else {
                    return RowPage(
                        ids: ids, versions: versions, rows: batch, hasMore: true, dataVersion: version)
                }
                ids.append(statement.integer(0))
                versions.append(statement.integer(1))
                for (index, column) in dataset.columns.enumerated() {
                    try statement.append(index + 2, .plain(column.type), to: &batch.columns[index])
                }
            }
            return RowPage(ids: ids, versions: versions, rows: batch, hasMore: false, dataVersion: version)
        }
    }

    /// Runs a query in a snapshot that lasts until the answer is closed.
    public func query(_ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency) async throws(StorageError)
        -> any QueryAnswer
    {
        let answer = try await open(query, on: dataset)
        guard let fill = query.fill, GapFill.applies(to: query) else { return PagedAnswer(answer, limit: query.limit) }
        return try await GapFill.answer(query, fill, from: answer)
    }

    private func open(_ query: ResolvedQuery, on dataset: Dataset) async throws(StorageError) -> any QueryAnswer {
        let run = try await queries.begin(WorkShape(query, on: dataset))
        let connection = try await readers.lease()
        do throws(StorageError) {
            let fills = GapFill.applies(to: query)
            let opened = try await connection.run { raw throws(StorageError) in
                try execute(raw, "BEGIN")
                let catalog = SQLiteCatalog(raw)
                let version = try catalog.current(dataset).dataVersion
                var compiler = QueryCompiler(dialect: .sqlite, table: SQLiteSchema.table(dataset.id))
                if query.sortsTexts { compiler.metersTexts = try connection.meter.isNeeded(on: raw) }
                connection.meter.reset()
                let (total, statement) = try catalog.diagnosing(dataset) {
                    () throws(StorageError) -> (Int64?, SQLiteStatement) in
                    let total =
                        query.wantsTotal && !fills
                        ? try SQLiteStatement(raw, compiler.total(query)).firstInteger() : nil
                    connection.meter.reset()
                    return (total, try SQLiteStatement(raw, compiler.rows(query, whole: fills)))
                }
                return (version: version, total: total, rows: SQLiteRows(statement, query.readers))
            }
            let visible = query.groups.count + query.visibleMeasures
            let answer = SQLiteAnswer(
                columns: query.output, dataVersion: opened.version, total: opened.total, rows: opened.rows,
                keeping: fills ? nil : visible, connection: connection, pool: readers, run: run)
            return answer
        } catch {
            let isFree = await connection.rollBack()
            await readers.giveBack(connection, reusable: isFree)
            throw error
        }
    }
}

/// The rows of a running statement.
///
/// `@unchecked Sendable`: only one answer uses it, and only on its connection's queue.
private final class SQLiteRows: @unchecked Sendable {
    private var statement: SQLiteStatement?
    private let readers: [ColumnReader]

    init(_ statement: SQLiteStatement, _ readers: [ColumnReader]) {
        self.statement = statement
        self.readers = readers
    }

    /// Returns the next batch of the first `count` columns; `nil` after the last row.
    func next(columns count: Int?) throws(StorageError) -> RowBatch? {
        guard let statement else { return nil }
        let readers = count.map { Array(self.readers.prefix($0)) } ?? self.readers
        var batch = RowBatch(types: readers.map(\.type))
        let size = BatchSize(batch)
        var rows = 0
        while rows == 0 || !size.isFull(batch) {
            guard try statement.step() else {
                self.statement = nil
                break
            }
            rows += 1
            for index in readers.indices { try statement.append(index, readers[index], to: &batch.columns[index]) }
        }
        return rows == 0 ? nil : batch
    }

    func finish() { statement = nil }
}

/// An answer that reads a statement as it is consumed.
private final class SQLiteAnswer: QueryAnswer {
    let columns: [ResultColumn]
    let dataVersion: Int64
    let total: Int64?
    /// ``PagedAnswer`` detects truncation.
    let isTruncated = false
    private let rows: SQLiteRows
    private let keeping: Int?
    private let pool: LeasePool<SQLiteConnection>
    private let connection: Mutex<SQLiteConnection?>
    private let run: QueryRun

    init(
        columns: [ResultColumn], dataVersion: Int64, total: Int64?, rows: SQLiteRows, keeping: Int?,
        connection: SQLiteConnection, pool: LeasePool<SQLiteConnection>, run: QueryRun
    ) {
        self.columns = columns
        self.dataVersion = dataVersion
        self.total = total
        self.rows = rows
        self.keeping = keeping
        self.pool = pool
        self.connection = Mutex(connection)
        self.run = run
    }

    func next() async throws(StorageError) -> RowBatch? {
        guard let connection = connection.withLock({ $0 }) else { return nil }
        return try await connection.run { [rows, keeping] _ throws(StorageError) in try rows.next(columns: keeping) }
    }

    func close() async {
        guard let connection = connection.withLock({ $0.take() }) else { return }
        await Self.end(rows, connection, pool, run)
    }

    deinit {
        // An answer that is released unclosed would otherwise keep its connection forever.
        guard let connection = connection.withLock({ $0.take() }) else { return }
        Task { [rows, pool, run] in await Self.end(rows, connection, pool, run) }
    }

    private static func end(
        _ rows: SQLiteRows, _ connection: SQLiteConnection, _ pool: LeasePool<SQLiteConnection>, _ run: QueryRun
    ) async {
        defer { run.end() }
        _ = try? await connection.runToEnd { _ throws(StorageError) in rows.finish() }
        let isFree = await connection.rollBack()
        await pool.giveBack(connection, reusable: isFree)
    }
}
