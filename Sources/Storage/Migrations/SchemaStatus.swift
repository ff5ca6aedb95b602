/// The applied and pending migrations of a store's own tables.
public struct SchemaStatus: Sendable, Hashable {
    /// A migration.
    public struct Step: Sendable, Hashable {
        /// The state of a migration.
        public enum State: String, Sendable, Hashable {
            /// Applied, and known to this program.
            case applied
            /// Not applied yet.
            case pending
            /// Applied by a newer program.
            case unknown
        }

        /// The position in the order, from 1.
        public let number: Int
        /// The subject.
        public let name: String
        /// The state.
        public let state: State
        /// The SQL of a pending migration; empty otherwise.
        public let statements: [String]

        init(number: Int, name: String, state: State, statements: [String] = []) {
            self.number = number
            self.name = name
            self.state = state
            self.statements = statements
        }
    }

    /// All migrations in order: the applied ones, then the pending ones.
    public let steps: [Step]
    /// The levels that this program can serve; higher ones too if their migrations allow it.
    public let understood: ClosedRange<Int>
    /// The lowest level that a program must know to serve the database; 0 in a new one. It is below ``level`` if the last
    /// migrations only added objects that older programs ignore.
    public let neededLevel: Int
    /// The reason why this program cannot serve the database; `nil` if it can.
    public let error: SchemaError?

    /// The number of the last applied migration; 0 if there is none.
    public var level: Int { steps.last { $0.state != .pending }?.number ?? 0 }
    /// The pending migrations.
    public var pending: [Step] { steps.filter { $0.state == .pending } }

    init(steps: [Step], understood: ClosedRange<Int>, neededLevel: Int, error: SchemaError?) {
        self.steps = steps
        self.understood = understood
        self.neededLevel = neededLevel
        self.error = error
    }

    /// The status of a store without tables of its own.
    public static let none = SchemaStatus(steps: [], understood: 0...0, neededLevel: 0, error: nil)
}
