/// The prepared statements of one connection, so that each is parsed and planned once.
///
/// Not `Sendable`: used only on the connection's queue, like the connection itself.
final class PreparedStatements {
    /// The most prepared statements; each takes memory on the server.
    static let maximum = 128

    /// The next step for a statement.
    enum Step: Equatable {
        /// Execute the prepared statement of this name.
        case run(name: String)
        /// Prepare the statement under this name; if the limit is reached, deallocate all others.
        case prepare(name: String, isFull: Bool)
    }

    /// Unique to this connection. Behind a pooler a statement may reach a backend on which another connection has prepared
    /// statements; it must fail there and not run one of those.
    private let prefix: String
    private var names: [String: String] = [:]
    private var last = 0

    /// - Parameter nonce: A random number that makes this connection's names unique.
    init(nonce: UInt64 = .random(in: 0...UInt64.max)) { prefix = "weir_" + String(nonce, radix: 36) + "_" }

    /// The next step before a statement runs.
    func step(for sql: String) -> Step {
        if let name = names[sql] { return .run(name: name) }
        last += 1
        return .prepare(name: prefix + "\(last)", isFull: names.count >= Self.maximum)
    }

    /// Records that a statement has been prepared.
    func prepared(_ sql: String, as name: String) { names[sql] = name }

    /// The name under which a statement was prepared.
    func name(of sql: String) -> String? { names[sql] }

    /// Removes a statement.
    func forget(_ sql: String) { names[sql] = nil }

    /// Removes all statements and returns their names.
    func removeAll() -> [String] {
        defer { names = [:] }
        return names.values.sorted()
    }
}
