import AnalyticsAPI
import ArgumentParser
import Storage
import Synchronization

/// The flag that says how long a command waits for its database.
struct WaitFlag: ParsableArguments {
    @Option(help: "How many seconds to wait for a database that is not there yet.")
    var wait = 60

    func validate() throws {
        guard (0...86_400).contains(wait) else {
            throw ValidationError("--wait: got \(wait), expected a number from 0 to 86400")
        }
    }

    /// Waits for a store's database; for a SQLite file not at all.
    ///
    /// - Parameter failures: The reasons that the store's connections report, which tell them on the terminal themselves.
    func wait(for location: StoreLocation, _ failures: ConnectFailures) -> DatabaseWait {
        let told = Mutex(false)
        var limit = Duration.seconds(wait)
        if case .sqlite = location { limit = .zero }
        return DatabaseWait(failures: failures, limit: limit) { reason in
            let isFirst = told.withLock { told in
                defer { told = true }
                return !told
            }
            guard isFirst else { return }
            if failures.last == nil { Terminal.error(reason) }
            Terminal.say("waiting up to \(wait) seconds for the database")
        }
    }
}
