/// Which steps a store's own tables have gone through, and whether this program can serve on them.
public struct SchemaStatus: Sendable, Hashable {
    /// One step.
    public struct Step: Sendable, Hashable {
        /// Whether it was done.
        public enum State: String, Sendable, Hashable {
            /// It was, and this program knows it.
            case applied
            /// It was not yet.
            case pending
            /// It was, by a newer program.
            case unknown
        }

        /// Its place in the order, from 1.
        public let number: Int
        /// What it is about.
        public let name: String
        /// Whether it was done.
        public let state: State
        /// The SQL of a step that is pending; empty for others.
        public let statements: [String]

        init(number: Int, name: String, state: State, statements: [String] = []) {
            self.number = number
            self.name = name
            self.state = state
            self.statements = statements
        }
    }

    /// All steps in order: those applied, then those pending.
    public let steps: [Step]
    /// The levels this program can serve on; a higher one too if the steps beyond say so.
    public let understood: ClosedRange<Int>
    /// Why this program cannot serve on the database as it is, if it cannot.
    public let problem: SchemaProblem?

    /// The number of the last step that was applied; 0 if none was.
    public var level: Int { steps.last { $0.state != .pending }?.number ?? 0 }
    /// The steps still to be done.
    public var pending: [Step] { steps.filter { $0.state == .pending } }

    init(steps: [Step], understood: ClosedRange<Int>, problem: SchemaProblem?) {
        self.steps = steps
        self.understood = understood
        self.problem = problem
    }

    /// Of a store that has no tables of its own.
    public static let none = SchemaStatus(steps: [], understood: 0...0, problem: nil)
}

/// Why a program cannot serve on a database.
public enum SchemaProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// Steps are missing that this program needs.
    case behind(level: Int, needed: Int)
    /// A newer program has changed what this one relies on.
    case ahead(level: Int, needed: Int, understood: Int)
    /// A step was applied in other words than this program knows it.
    case altered(number: Int, name: String)
    /// The database cannot hold every text.
    case encoding(String)
    /// A dataset's table has a column of another type, or has not got it.
    case column(dataset: String, column: String, expected: String, found: String?)
    /// A dataset's table is gone.
    case table(dataset: String, table: String)
    /// A step is missing between others.
    case gap(expected: Int, found: Int)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .behind(let level, let needed):
            "the database's schema is at level \(level), this program needs level \(needed): run 'api-server migrate'"
        case .ahead(let level, let needed, let understood):
            "the database's schema is at level \(level) and needs a program that knows level \(needed), "
                + "this one knows level \(understood): start a newer version"
        case .altered(let number, let name):
            "the database's schema went through another step \(number) (\(name)) than this program knows: "
                + "start the version that wrote it, or one from the same line of releases"
        case .encoding(let encoding):
            "the database's encoding is \(encoding), this program needs UTF8: "
                + "make a database with ENCODING 'UTF8' TEMPLATE template0"
        case .column(let dataset, let column, let expected, let found):
            "in the table of the dataset \"\(dataset)\" the column \"\(column)\" "
                + (found.map { "has the type \($0), this program needs \(expected)" } ?? "is missing")
                + ": somebody changed it by hand; change it back"
        case .table(let dataset, let table):
            "the table \"\(table)\" with the rows of the dataset \"\(dataset)\" is missing: somebody dropped it by hand; "
                + "restore it from a backup, or drop the dataset"
        case .gap(let expected, let found):
            "the database's list of schema steps has \(found) in the place of \(expected): "
                + "somebody changed it by hand; restore it from a backup"
        }
    }

    /// Whether applying the missing steps solves it.
    var isSolvedByMigrating: Bool {
        if case .behind = self { true } else { false }
    }
}
