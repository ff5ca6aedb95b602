import AnalyticsAPI
import ArgumentParser
import Storage

/// `api-server migrate`.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the store's own tables to the level that this version knows.",
        discussion: """
            Each step runs in a transaction of its own under a lock: it is done or it is not, and of several that start at
            once one does it. Steps are never taken back. Servers of the version before keep serving where the step allows
            it; where it does not, they stop being ready.

            EXIT CODES
              0  all is done, or with --dry-run and --status nothing stands in the way
              1  the store cannot be reached within --wait seconds, a step failed, or a newer version has been here that this one cannot serve beside
            """)

    @OptionGroup var flags: SettingFlags
    @OptionGroup var waiting: WaitFlag

    @Flag(help: "Show what would be done, with its SQL, and do nothing.")
    var dryRun = false

    @Flag(help: "Show every step and whether it was done, and do nothing.")
    var status = false

    func run() async throws {
        guard !dryRun || !status else { throw Failure.usage("--dry-run and --status exclude each other") }
        let settings = try flags.settings()
        let location = settings.store
        let failures = ConnectFailures()
        // What is worth telling here is printed.
        let store = try await StoreFactory.open(
            location, connections: settings.connections, failures: failures, logger: TerminalLogHandler.logger)
        let wait = waiting.wait(for: location, failures)
        do throws(StorageError) {
            let found = try await wait { () async throws(StorageError) in try await store.schemaStatus() }
            let after = status || dryRun ? found : try await apply(to: store, as: found)
            await store.close()
            if status { Self.show(found) }
            if dryRun { Self.preview(found) }
            try Self.judge(after, onlyLooked: status || dryRun)
        } catch {
            await store.close()
            throw Failure.environment("cannot migrate the \(location.kind) store: \(error)")
        }
    }

    private func apply(
        to store: any AnalyticsStore, as found: SchemaStatus
    ) async throws(StorageError) -> SchemaStatus {
        let applied: [SchemaStatus.Step]
        do throws(StorageError) {
            applied = try await store.prepare()
        } catch {
            // Steps before the one that failed are done, by this program or by another that came at the same time.
            if let now = try? await store.schemaStatus() {
                for step in now.steps
                where step.state == .applied && found.pending.contains(where: { $0.number == step.number }) {
                    print("applied \(step.number)  \(step.name)")
                }
                if let next = now.pending.first { print("failed  \(next.number)  \(next.name)") }
            }
            throw error
        }
        for step in applied { print("applied \(step.number)  \(step.name)") }
        let status = try await store.schemaStatus()
        print(
            applied.isEmpty
                ? "nothing to do: the schema is at level \(status.level)" : "the schema is at level \(status.level)")
        return status
    }

    private static func show(_ status: SchemaStatus) {
        for step in status.steps { print("\(step.number)  \(step.state.rawValue)  \(step.name)") }
        print(
            "the schema is at level \(status.level); this version serves level \(status.understood.lowerBound)"
                + (status.understood.count > 1 ? " to \(status.understood.upperBound)" : ""))
    }

    private static func preview(_ status: SchemaStatus) {
        guard !status.pending.isEmpty else { return print("nothing to do: the schema is at level \(status.level)") }
        for step in status.pending {
            print("-- would apply \(step.number)  \(step.name)")
            for statement in step.statements { print(statement + ";") }
        }
    }

    /// A level that is too low is no failure of who only looked.
    private static func judge(_ status: SchemaStatus, onlyLooked: Bool) throws(StorageError) {
        guard let problem = status.problem else { return }
        if case .behind = problem, onlyLooked { return }
        throw .schema(problem)
    }
}
