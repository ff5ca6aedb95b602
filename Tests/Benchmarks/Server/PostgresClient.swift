import Processes
import Workbench

/// The PostgreSQL client programs.
struct PostgresClient: Sendable {
    let uri: String

    /// Runs SQL with `psql`; returns its unaligned output and the run time of the process.
    @discardableResult
    func psql(_ commands: String...) async throws -> (output: String, seconds: Double) {
        var words = ["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", uri]
        for command in commands { words += ["-c", command] }
        let (ending, output) = try await ChildProcess.run(words)
        return (output, ending.wall.inSeconds)
    }

    /// Returns the table of the newest dataset.
    func newestTable() async throws -> String {
        try await psql("SELECT 'weir.data_' || max(id) FROM weir.dataset").output.filter { !$0.isWhitespace }
    }
}
