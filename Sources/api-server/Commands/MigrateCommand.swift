import APIServer
import ArgumentParser
import CommandLineInterface
import Diagnostics
import Storage

/// `api-server migrate`.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Migrate the store's schema to the level of this version.",
        discussion: """
            Each step runs in its own transaction under a lock, so it is applied completely or not at all, and only by one \
            of several programs that start at once. Steps are never reverted. Servers of the previous version keep \
            serving if a step is compatible with them; otherwise they become not ready.

            With DB_APP_USER, it then makes the login of the application, with the rights that serving needs and no others. Repeating \
            it changes nothing.

            EXAMPLES
              api-server migrate --store sqlite:data/weir.sqlite --status
              api-server migrate --db-secret-arn MASTER --db-app-user weir_app --db-app-auth iam

            EXIT CODES
              0   all steps are applied; with --dry-run and --status: no step is blocked
              1   the store was not available within --wait seconds, a step or the login failed, or a newer, incompatible version \
            has migrated the store
              64  a setting is not valid
            """)

    @OptionGroup var flags: SettingFlags<MigrationSettings>
    @OptionGroup var waiting: WaitFlag

    @Flag(help: "Show the pending steps with their SQL without applying them.")
    var dryRun = false

    @Flag(help: "Show every step and its state without applying any.")
    var status = false

    func run() async throws {
        guard !dryRun || !status else { throw CommandError.usage("--dry-run and --status exclude each other") }
        let settings = try flags.settings()
        let location = settings.store
        let description = StoreDescription(location, try flags.sources())
        StandardError.line("store: " + description.text + (description.isMissing ? ", which does not exist yet" : ""))
        let failures = ConnectFailures()
        let store = try await StoreFactory.open(
            location, connections: settings.connections, failures: failures, logger: TerminalLogHandler.logger)
        let wait = waiting.wait(for: location, failures)
        do {
            let found = try await wait { () async throws(StorageError) in try await store.schemaStatus() }
            let after = status || dryRun ? found : try await apply(to: store, as: found)
            if !status, !dryRun, let login = settings.applicationLogin {
                for change in try await ApplicationLogin.make(login, in: store, logger: TerminalLogHandler.logger) {
                    try StandardOutput.line(change)
                }
            }
            await store.close()
            if status { try Self.show(found) }
            if dryRun { try Self.preview(found) }
            try Self.judge(after, isReport: status || dryRun)
        } catch let error as CommandError {
            await store.close()
            throw error
        } catch let error as StorageError {
            await store.close()
            throw CommandError.failure("cannot migrate the \(location.kind) store: \(location.explanation(of: error))")
        }
    }

    private func apply(to store: any AnalyticsStore, as found: SchemaStatus) async throws -> SchemaStatus {
        let applied: [SchemaStatus.Step]
        do throws(StorageError) {
            applied = try await store.prepare()
        } catch {
            // Earlier steps may have been applied by this program or by another one at the same time.
            if let now = try? await store.schemaStatus() {
                for step in now.steps
                where step.state == .applied && found.pending.contains(where: { $0.number == step.number }) {
                    try StandardOutput.line("applied \(step.number)  \(step.name)")
                }
                if let next = now.pending.first { try StandardOutput.line("failed  \(next.number)  \(next.name)") }
            }
            throw error
        }
        for step in applied { try StandardOutput.line("applied \(step.number)  \(step.name)") }
        let status = try await store.schemaStatus()
        try StandardOutput.line(
            applied.isEmpty
                ? "nothing to do: the schema is at level \(status.level)" : "the schema is at level \(status.level)")
        try StandardOutput.line(Self.compatibility(status))
        return status
    }

    private static func show(_ status: SchemaStatus) throws(CommandError) {
        for step in status.steps { try StandardOutput.line("\(step.number)  \(step.state.rawValue)  \(step.name)") }
        try StandardOutput.line("the schema is at level \(status.level)")
        try StandardOutput.line(compatibility(status))
    }

    /// The programs that can serve the schema, and the schemas that this one can serve. The release ledger keeps both: they
    /// decide whether a rollback to another version can serve the database.
    private static func compatibility(_ status: SchemaStatus) -> String {
        let served = status.understood
        return
            "programs that know level \(status.neededLevel) can serve it; this version serves level \(served.lowerBound)"
            + (served.count > 1 ? " to \(served.upperBound)" : "")
    }

    private static func preview(_ status: SchemaStatus) throws(CommandError) {
        guard !status.pending.isEmpty else {
            return try StandardOutput.line("nothing to do: the schema is at level \(status.level)")
        }
        for step in status.pending {
            try StandardOutput.line("-- would apply \(step.number)  \(step.name)")
            for statement in step.statements { try StandardOutput.line(statement + ";") }
        }
    }

    /// Throws if this version cannot serve the schema. In a report, pending steps are not an error.
    private static func judge(_ status: SchemaStatus, isReport: Bool) throws(StorageError) {
        guard let error = status.error else { return }
        if case .behind = error, isReport { return }
        throw .schema(error)
    }
}
