import Synchronization

extension LeasePool where Resource: SerialConnection {
    /// Runs `body` on a leased connection and gives the connection back.
    ///
    /// A connection that `body` leaves in a transaction, or with a running statement, is reset, and closed if that fails.
    ///
    /// - Parameter reusesAfterFailure: `false` to close the connection if `body` fails.
    func withConnection<Success>(
        reusesAfterFailure: Bool = true, _ body: (Resource) async throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        let connection = try await lease()
        do throws(StorageError) {
            let result = try await body(connection)
            await giveBack(connection)
            return result
        } catch {
            if reusesAfterFailure { await giveBack(connection) } else { await giveBack(connection, reusable: false) }
            throw error
        }
    }

    /// Runs `body` on a leased connection's queue and gives the connection back; see ``withConnection(reusesAfterFailure:_:)``.
    func run<Success: Sendable>(
        _ body: @escaping @Sendable (Resource.Session) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await withConnection { connection throws(StorageError) in try await connection.run(body) }
    }

    /// Ends a lease; the connection is reset if it is not clean, and closed if that fails.
    fileprivate func giveBack(_ connection: Resource) async {
        var reusable = connection.isClean
        if !reusable { reusable = await connection.reset() }
        await giveBack(connection, reusable: reusable)
    }
}

/// A lease that outlives a scope: the connection of a result that is read while it is consumed. Its owner ends it.
final class ConnectionLease<Connection: SerialConnection>: Sendable {
    private let pool: LeasePool<Connection>
    private let held: Mutex<Connection?>
    private let willEnd: @Sendable (Connection) async -> Void
    private let didEnd: @Sendable () -> Void

    /// Leases a connection.
    ///
    /// - Parameters:
    ///   - willEnd: Runs before the connection is reset and given back.
    ///   - didEnd: Runs once the connection was given back, or if none could be leased.
    init(
        from pool: LeasePool<Connection>, willEnd: @escaping @Sendable (Connection) async -> Void = { _ in },
        didEnd: @escaping @Sendable () -> Void
    ) async throws(StorageError) {
        self.pool = pool
        self.willEnd = willEnd
        self.didEnd = didEnd
        do throws(StorageError) {
            held = Mutex(try await pool.lease())
        } catch {
            didEnd()
            throw error
        }
    }

    /// The leased connection; `nil` once the lease has ended.
    var connection: Connection? { held.withLock { $0 } }

    /// Gives the connection back; has no effect when called again.
    ///
    /// - Parameter isPrepared: `true` to leave out `willEnd`, because the caller has done its work.
    func end(isPrepared: Bool = false) async {
        guard let connection = held.withLock({ $0.take() }) else { return }
        if !isPrepared { await willEnd(connection) }
        await pool.giveBack(connection)
        didEnd()
    }
}
