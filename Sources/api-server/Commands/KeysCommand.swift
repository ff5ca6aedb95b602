import APIServer
import AnalyticsAPI
import ArgumentParser
import CommandLineInterface
import Diagnostics
import Models
import Storage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `api-server keys`.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Create, list, rotate, revoke and explain API keys.",
        discussion: """
            The commands work on the store, so they need its settings and no running server; they name it on standard error. \
            A change applies in every server of the store within ten seconds. A store that does not exist is made by \
            create alone, if --store or STORE names it.

            EXAMPLES
              api-server keys create dashboard --scope read
              api-server keys create germany --scope read --dataset sales \\
                --filter 'sales=[{"member": "country", "operator": "equals",
                                  "values": ["DE"]}]' \\
                --hide sales=email --days 90
              api-server keys list --unused 90
              api-server keys rotate AbCd1234 --overlap 3600
              api-server keys revoke AbCd1234
              api-server keys explain AbCd1234

            EXIT CODES
              0   done
              1   there is no such key, or the store is not available
              64  an argument is not valid
            """,
        subcommands: [
            KeysCreateCommand.self, KeysListCommand.self, KeysRotateCommand.self, KeysRevokeCommand.self,
            KeysExplainCommand.self,
        ])
}

/// The flags of every command for keys.
struct KeyFlags: ParsableArguments {
    @OptionGroup(title: "Settings") var settings: SettingFlags<StoreSettings>
    @OptionGroup var waiting: WaitFlag

    @Flag(help: "Print JSON.")
    var json = false

    /// The name under which a key's creation is recorded.
    static let creator = "command line"

    /// Opens the store and passes its keys to `body`.
    ///
    /// - Parameter creates: `true` to make the store that a setting names, if it does not exist.
    /// - Throws: ``CommandError``.
    func withKeys(creates: Bool = false, _ body: (KeyAdministration) async throws -> Void) async throws {
        let creates = try announceStore(creates: creates)
        let settings = try settings.settings()
        let failures = ConnectFailures()
        let store = try await StoreFactory.open(
            settings.store, connections: settings.connections, failures: failures, logger: TerminalLogHandler.logger)
        do {
            guard let keys = store as? any AccessKeyStore else { throw CommandError.failure("the store keeps no keys") }
            let wait = waiting.wait(for: settings.store, failures)
            let status = try await wait { () async throws(StorageError) in try await store.schemaStatus() }
            if let error = status.error {
                // A laptop's first command may come before its first server.
                guard case .sqlite = settings.store, case .behind = error, settings.migratesAtStart,
                    status.level > 0 || creates
                else { throw StorageError.schema(error) }
                try await store.prepare()
            }
            try await body(KeyAdministration(store: keys, datasets: { try await store.datasets(reading: .current) }))
        } catch {
            await store.close()
            switch error {
            case let error as StorageError:
                throw CommandError.failure("the store cannot be used: \(settings.store.explanation(of: error))")
            case let error as KeyError:
                if case .overlap = error { throw CommandError.usage(error.description) }
                throw CommandError.failure(error.description)
            default: throw error
            }
        }
        await store.close()
    }

    /// Names the store on standard error, so that a key of another store than the server's is noticed.
    ///
    /// - Returns: Whether the store may be made.
    /// - Throws: ``CommandError`` for a store that does not exist and may not be made.
    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    private func announceStore(creates: Bool) throws(CommandError) -> Bool {
        let (settings, sources) = (try settings.settings(), try settings.sources())
        let store = StoreDescription(settings.store, sources)
        let creates = creates && sources[.store] != nil
        guard !store.isMissing || creates else {
            throw CommandError.failure(
                "there is no store at \(store.text): start its server first, or name the server's store with "
                    + "\(Setting.store.name)")
        }
        StandardError.line("store: " + store.text + (store.isMissing ? ", which is made now" : ""))
        return creates
    }

    /// Prints a new key, once.
    func print(_ made: KeyAdministration.Created) throws(CommandError) {
        for warning in made.warnings { StandardError.line("warning: " + KeyFlag.translated(warning)) }
        guard !json else { return try StandardOutput.line(made.json.description) }
        try StandardOutput.line(made.key.reveal())
        StandardError.line(
            "the key \(made.description.id) (\(made.description.name)) is shown this once; keep it in a secret store. "
                + "Send it as \"Authorization: Bearer KEY\"")
    }
}

/// `api-server keys create`.
struct KeysCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a key and print it once.",
        discussion: """
            The key is the only line on standard output. It restricts a client
            only on a server that does not answer everybody: one with an
            administrator's key (--admin-secret-file). Further settings:
            --help-hidden, and api-server config for their values.

            EXAMPLE
              api-server keys create germany --scope read --dataset sales \\
                --filter 'sales=[{"member": "country", "operator": "equals",
                                  "values": ["DE"]}]' \\
                --hide sales=email --days 90
            """)

    @Argument(help: "A name for people, such as the user's or the program's.")
    var name: String

    @OptionGroup(title: "Rights") var rights: KeyRightsFlags

    @OptionGroup(title: "Limits") var limits: KeyLimitFlags

    @OptionGroup var flags: KeyFlags

    func run() async throws {
        let request = try request()
        try await flags.withKeys(creates: true) { keys in
            try flags.print(try await keys.create(request, by: KeyFlags.creator))
        }
        if let warning = try flags.settings.settings().keyWarning { StandardError.line("warning: " + warning) }
    }

    private func request() throws(CommandError) -> KeyRequest {
        var members = [JSONMember(key: "name", value: .string(name))] + (try rights.members())
        let limits = try limits.members()
        if !limits.isEmpty { members.append(JSONMember(key: "limits", value: .object(limits))) }
        do {
            return try KeyRequest(document: .object(members))
        } catch {
            // Any argument may be a misplaced password.
            let message = ([name] + rights.texts + self.limits.texts).reduce(error.description) { message, text in
                message.replacing(text.quotedForMessage, with: SafeDescription.title(text))
            }
            throw CommandError.usage(KeyFlag.translated(message))
        }
    }
}

/// `api-server keys list`.
struct KeysListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the keys, without their secrets.")

    @Option(help: "Only valid keys that were not used for this number of days.")
    var unused: String?

    @OptionGroup var flags: KeyFlags

    func run() async throws {
        let days = NumberFlag(name: "--unused", unit: .days, range: 1...36_500)
        let unused = try unused.map { text throws(CommandError) in try days.read(text) }
        try await flags.withKeys { keys in
            var found = try await keys.list()
            if let unused {
                let since = Timestamp.now().microseconds - Int64(unused) * Timestamp.microsecondsPerDay
                found = found.filter {
                    $0.state == .valid && ($0.lastUsedAt ?? $0.createdAt).microseconds < since
                }
            }
            guard !flags.json else {
                return try StandardOutput.line(JSONValue.array(found.map(\.json)).description)
            }
            let rows = [["ID", "STATE", "SCOPES", "EXPIRES", "LAST USED", "NAME"]] + found.map(Self.row)
            let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
            for row in rows {
                let cells = zip(row, widths).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }
                try StandardOutput.line(cells.joined(separator: "  "))
            }
        }
    }

    private static func row(_ key: KeyDescription) -> [String] {
        let scopes = key.policy.map { $0.scopes.map(\.rawValue).sorted().joined(separator: ",") } ?? "?"
        func day(_ time: Timestamp?) -> String { time.map { String($0.description.prefix(10)) } ?? "never" }
        let isRestricted = key.policy.map { !$0.restrictions.isEmpty } ?? false
        return [
            key.id, key.state.rawValue, scopes + (isRestricted ? " (restricted)" : ""), day(key.expiresAt),
            day(key.lastUsedAt), key.name,
        ]
    }
}

/// `api-server keys rotate`.
struct KeysRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Replace a key by a new one with the same rights, and print it once.",
        discussion: """
            EXAMPLE
              api-server keys rotate AbCd1234 --overlap 3600
            """)

    @Argument(help: "The key's id, from the list of keys.")
    var id: String

    @Option(help: "The time for which the old key stays valid, in seconds.")
    var overlap = String(KeyAdministration.overlap)

    @OptionGroup var flags: KeyFlags

    func run() async throws {
        let id = try KeyID.read(id)
        let seconds = 0...Int(KeyAdministration.maximumOverlap)
        let overlap = try NumberFlag(name: "--overlap", unit: .seconds, range: seconds).read(overlap)
        try await flags.withKeys { keys in
            try flags.print(try await keys.rotate(id, overlap: Int64(overlap), by: KeyFlags.creator))
        }
    }
}

/// `api-server keys revoke`.
struct KeysRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Revoke a key for good; every server refuses it within ten seconds.",
        discussion: """
            EXAMPLE
              api-server keys revoke AbCd1234
            """)

    @Argument(help: "The key's id, from the list of keys.")
    var id: String

    @OptionGroup var flags: KeyFlags

    func run() async throws {
        let id = try KeyID.read(id)
        try await flags.withKeys { keys in
            let revoked = try await keys.revoke(id)
            try StandardOutput.line(
                flags.json ? revoked.json.description : "revoked \(revoked.id) (\(revoked.name))")
        }
    }
}

/// `api-server keys explain`.
struct KeysExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show what a client with a key may do and see.",
        discussion: """
            The verdict on a dataset is that of the server about a request. It shows a dataset that does not exist, and \
            filters or hidden columns that do not fit the dataset's columns.

            EXAMPLE
              api-server keys explain AbCd1234 --dataset sales
            """)

    @Argument(help: "The key's id, from the list of keys.")
    var id: String

    @Option(help: "A dataset to decide about; by default those that the key's rights name. Repeat it for several.")
    var dataset: [String] = []

    @OptionGroup var flags: KeyFlags

    func run() async throws {
        let id = try KeyID.read(id)
        var names: [Identifier] = []
        for text in dataset {
            guard let name = try? Identifier(text) else {
                throw CommandError.usage(
                    "--dataset: got \(SafeDescription.title(text)), expected the name of a dataset: \(IdentifierError.expected)"
                )
            }
            names.append(name)
        }
        try await flags.withKeys { keys in
            let key = try await keys.key(id)
            guard !flags.json else { return try StandardOutput.line(key.json.description) }
            for line in key.explanation { try StandardOutput.line(line) }
            for verdict in try await keys.verdicts(of: key, on: names) { try StandardOutput.line(verdict.description) }
        }
    }
}

/// Reads the id of a key from an argument.
private enum KeyID {
    /// - Throws: ``CommandError`` for another text, which it does not repeat if its form is that of a secret.
    static func read(_ text: String) throws(CommandError) -> String {
        guard text.utf8.count == 8, text.utf8.allSatisfy({ $0 < 0x80 }), text.allSatisfy({ $0.isLetter || $0.isNumber })
        else {
            // A pasted key begins with its prefix; a name has no such form and needs no warning.
            let isSecret = text.contains("weir_") || SecretShape.matches(text)
            let got = isSecret ? SafeDescription.form(of: text) : SafeDescription.title(text)
            let warning =
                got == SafeDescription.form(of: text)
                ? "; never pass a key with its secret as an argument, because other users of the machine can see it"
                : ""
            throw CommandError.usage(
                "ID: got \(got), expected a key's id: the eight letters and digits between \"weir_sk_\" and the next \"_\" of "
                    + "the key; \"api-server keys list\" shows the ids with the names" + warning)
        }
        return text
    }
}
