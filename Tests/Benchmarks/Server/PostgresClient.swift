import Processes
import Workbench

/// The programs that come with PostgreSQL.
struct PostgresClient: Sendable {
    let uri: String

    /// Runs SQL with `psql`; gives its output, unaligned, and how long the process took.
    @discardableResult
    func psql(_ commands: String...) async throws -> (output: String, seconds: Double) {
        var words = ["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", uri]
        for command in commands { words += ["-c", command] }
        let (ending, output) = try await ChildProcess.run(words)
        return (output, ending.wall.inSeconds)
    }

    /// The table of the dataset that was made last.
    func newestTable() async throws -> String {
        try await psql("SELECT 'weir.data_' || max(id) FROM weir.dataset").output.filter { !$0.isWhitespace }
    }
}
