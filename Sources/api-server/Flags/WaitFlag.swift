import APIServer
import ArgumentParser
import CommandLineInterface
import Storage
import Synchronization

/// The flag for a command's maximum wait for its database.
struct WaitFlag: ParsableArguments {
    @Option(help: "The maximum time to wait for a database that is not available yet, in seconds.")
    var wait = "60"

    private static let rule = NumberFlag(name: "--wait", unit: .seconds, range: 0...86_400)

    func validate() throws {
        if let problem = Self.rule.problem(with: wait) { throw ValidationError(problem) }
    }

    /// Returns a wait for a store's database. It does not wait for a SQLite file.
    ///
    /// - Parameter failures: The connection failures of the store, which its connections print on the terminal.
    func wait(for location: StoreLocation, _ failures: ConnectFailures) -> DatabaseWait {
        // Validated above.
        let wait = Int(wait) ?? 0
        let hasPrinted = Mutex(false)
        var limit = Duration.seconds(wait)
        if case .sqlite = location { limit = .zero }
        return DatabaseWait(failures: failures, limit: limit) { reason in
            let isFirst = hasPrinted.withLock { hasPrinted in
                defer { hasPrinted = true }
                return !hasPrinted
            }
            guard isFirst else { return }
            if failures.last == nil { StandardError.error(reason) }
            StandardError.line("waiting up to \(wait) seconds for the database")
        }
    }
}
