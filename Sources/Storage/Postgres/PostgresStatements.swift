/// The statements that one connection has prepared, so that each is parsed and planned once.
///
/// Not `Sendable`: touched only on the connection's queue, like the connection itself.
final class PostgresStatements {
    /// The most statements in use; each takes memory on the server.
    static let maximum = 128

    /// What becomes of a statement that is to run.
    enum Step: Equatable {
        /// It has this name.
        case run(name: String)
        /// It is to be prepared under this name; if there are as many as may be, all others are to be given up.
        case prepare(name: String, isFull: Bool)
    }

    /// Unlike that of other connections: behind a pooler a statement may come to a server's process that has prepared another one's,
    /// which has to be an error and not another statement's answer.
    private let prefix: String
    private var names: [String: String] = [:]
    private var last = 0

    /// - Parameter nonce: What tells this connection's names from those of others.
    init(nonce: UInt64 = .random(in: 0...UInt64.max)) { prefix = "weir_" + String(nonce, radix: 36) + "_" }

    /// What to do before a statement runs.
    func step(for sql: String) -> Step {
        if let name = names[sql] { return .run(name: name) }
        last += 1
        return .prepare(name: prefix + "\(last)", isFull: names.count >= Self.maximum)
    }

    /// The statement has been prepared.
    func prepared(_ sql: String, as name: String) { names[sql] = name }

    /// What the statement was prepared as.
    func name(of sql: String) -> String? { names[sql] }

    /// The statement has been given up.
    func forget(_ sql: String) { names[sql] = nil }

    /// Gives all statements up, and says what they were prepared as.
    func giveUpAll() -> [String] {
        defer { names = [:] }
        return names.values.sorted()
    }
}
