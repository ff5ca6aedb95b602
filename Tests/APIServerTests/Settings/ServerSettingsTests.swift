import AnalyticsAPI
import Testing

@testable import APIServer

@Suite("ServerSettings")
struct ServerSettingsTests {
    private func settings(_ values: [Setting: String]) throws(SettingsError) -> ServerSettings {
        try ServerSettings { values[$0] }
    }

    @Test("Default settings serve this machine alone")
    func defaults() throws {
        let settings = try settings([:])
        #expect(settings.host == "127.0.0.1")
        #expect(settings.port == 8080)
        #expect(settings.store == .sqlite(path: "data/weir.sqlite"))
        #expect(try settings.access() == .all)
        #expect(settings.importSources == nil)
    }

    @Test(
        "An invalid setting is reported with its value and the expected one",
        arguments: [
            (Setting.port, "x", "--port (or PORT): got \"x\", expected a number from 0 to 65535"),
            (.port, "65536", "--port (or PORT): got \"65536\", expected a number from 0 to 65535"),
            (
                .host, "a b",
                "--host (or HOST): got a text of 3 characters with a blank, which is not repeated here, expected an address or a name, such as 127.0.0.1"
            ),
            (
                .anonymous, "al",
                "--anonymous (or ANONYMOUS): got \"al\", expected none, read, all; did you mean \"all\"?"
            ),
            (.drainSeconds, "-1", "--drain-seconds (or DRAIN_SECONDS): got \"-1\", expected a number from 0 to 3600"),
            (
                .importSources, "data",
                "--import-sources (or IMPORT_SOURCES): got \"data\", expected s3://BUCKET or s3://BUCKET/PREFIX/ with a slash at the end, separated by commas"
            ),
            (.drainDelay, "1.5", "--drain-delay (or DRAIN_DELAY): got \"1.5\", expected a number from 0 to 600"),
            (.spoolLimit, "0", "--spool-limit (or SPOOL_LIMIT): got \"0\", expected a number from 1 to 16777216"),
            (
                .store, "sqlit:x",
                "--store (or STORE): got a text of 7 characters, which is not repeated here, expected sqlite:PATH or postgres://USER@HOST/DATABASE; did you mean \"sqlite:\"?"
            ),
            (
                .store, "sqlite:",
                "--store (or STORE): got no path after \"sqlite:\", expected a path, such as sqlite:data/weir.sqlite"
            ),
            (
                .store, "postgres:x",
                "--store (or STORE): got a text of 10 characters, which is not repeated here, expected sqlite:PATH or postgres://USER@HOST/DATABASE; did you mean \"postgres://\"?"
            ),
            (
                .store, "host=db user=u password=p",
                "--store (or STORE): got keywords of libpq, which are not repeated here; write them as a URI, expected sqlite:PATH or postgres://USER@HOST/DATABASE"
            ),
            (
                .store, "data/weir.sqlite",
                "--store (or STORE): got a text of 16 characters with \"/\", which is not repeated here, expected sqlite:PATH or postgres://USER@HOST/DATABASE; write \"sqlite:\" before the path of a file"
            ),
        ])
    func problems(setting: Setting, text: String, message: String) {
        #expect(throws: SettingsError(message)) { try settings([setting: text]) }
    }

    @Test("A spool folder that is not writable is reported")
    func spoolFolder() throws {
        let message =
            "--spool-folder (or SPOOL_FOLDER): got \"/nowhere\", expected a folder in which this program can create files"
        let settings = try settings([.spoolFolder: "/nowhere", .spoolLimit: "2"])
        #expect(settings.spoolLimit == 2 << 20)
        #expect(throws: SettingsError(message)) { try settings.checkSpoolFolder() }
        try self.settings([:]).checkSpoolFolder()
    }

    @Test("A store location with a password is never repeated in an error")
    func secrets() throws {
        let problem = #expect(throws: SettingsError.self) {
            try settings([.store: "postgers://weir:hunter2@db/weir"])
        }
        #expect(problem?.description.contains("hunter2") == false)
    }

    @Test(
        "A store location names a SQLite file or a PostgreSQL database",
        arguments: [
            ("sqlite:a/b.sqlite", StoreLocation.sqlite(path: "a/b.sqlite")), ("sqlite:/a", .sqlite(path: "/a")),
            ("postgres://u@h/d", .postgres(uri: "postgres://u@h/d")),
            ("postgresql:///d?host=/tmp", .postgres(uri: "postgresql:///d?host=/tmp")),
        ])
    func stores(text: String, expected: StoreLocation) throws {
        #expect(try StoreLocation(text) == expected)
    }

    @Test(
        "Listening on a non-loopback address requires an explicit --anonymous",
        arguments: ["0.0.0.0", "::", "10.0.0.1", "127.0.0.1.nip.io", "127.1", "db"])
    func open(host: String) throws {
        let problem = #expect(throws: SettingsError.self) { try settings([.host: host]).access() }
        #expect(problem?.description.contains("--anonymous") == true)
        #expect(try settings([.host: host, .anonymous: "read"]).access() == .read)
        #expect(try settings([.host: host, .anonymous: "all"]).access() == .all)
    }

    @Test(
        "Listening on a loopback address allows anonymous access by default",
        arguments: ["127.0.0.1", "127.8.0.1", "::1", "localhost"]
    )
    func loopback(host: String) throws {
        #expect(try settings([.host: host]).access() == .all)
        #expect(try settings([.host: host, .anonymous: "read"]).access() == .read)
    }

    @Test("A server with an administrator's key listens anywhere and admits no anonymous client unless told to")
    func adminKey() throws {
        for key in [Setting.adminSecret: "weir/admin", .adminSecretFile: "/run/secrets/admin"] {
            for host in ["0.0.0.0", "127.0.0.1"] {
                #expect(try settings([.host: host, key.key: key.value]).access() == .none)
                #expect(try settings([.host: host, key.key: key.value, .anonymous: "read"]).access() == .read)
                #expect(try settings([.host: host, key.key: key.value, .anonymous: "none"]).access() == .none)
            }
        }
        #expect(try settings([.adminSecret: "weir/admin"]).adminKey == .secret("weir/admin"))
        #expect(try settings([.adminSecretFile: "a"]).adminKey == .file(path: "a"))
        #expect(throws: SettingsError.self) { try settings([.host: "127.0.0.1", .anonymous: "none"]).access() }
    }

    @Test("A server with an identity provider listens anywhere and admits no anonymous client unless told to")
    func identity() throws {
        let document = #"""
            {"issuers": [{"name": "a", "cognito": "eu-central-1_AbC", "clients": ["c"], "rights": [{"scopes": ["read"]}]}]}
            """#
        for source in [Setting.identity: document, .identityFile: "/etc/weir/identity.json"] {
            #expect(try settings([.host: "0.0.0.0", source.key: source.value]).access() == .none)
            #expect(try settings([.host: "0.0.0.0", source.key: source.value, .anonymous: "read"]).access() == .read)
        }
        #expect(throws: SettingsError.self) { try settings([.identity: document, .identityFile: "a"]) }
        #expect(throws: SettingsError.self) { try settings([.identity: "{}"]) }
        #expect(throws: SettingsError.self) { try settings([.identityFile: "/etc/weir/"]) }
    }

    @Test(
        "An invalid source of the administrator's key is reported without repeating it",
        arguments: [
            ([.adminSecret: "weir/admin", .adminSecretFile: "f"], "set only one of them"),
            ([.adminSecret: "arn:aws:s3:::CANARY"], "--admin-secret-arn (or WEIR_ADMIN_SECRET_ARN) is neither an ARN"),
            ([.adminSecret: "CANARY CANARY"], "is neither an ARN nor a secret name"),
            (
                [.adminSecretFile: "/run/secrets/"],
                "--admin-secret-file (or WEIR_ADMIN_SECRET_FILE): got the path of a folder"
            ),
            ([.adminSecretFile: "CANARY\n"], "got a text that is not a path"),
        ] as [([Setting: String], String)])
    func adminKeyProblems(values: [Setting: String], mention: String) {
        let problem = #expect(throws: SettingsError.self) { try settings(values) }
        #expect(problem?.description.contains(mention) == true, "\(String(describing: problem))")
        #expect(problem?.description.contains("CANARY") == false)
    }
}
