import ServerContract
import Testing

@Suite struct ServerStartCheckTests {
    private func problems(_ values: [ServerVariable: ServerStartCheck.Value]) -> [String] {
        ServerStartCheck(Dictionary(uniqueKeysWithValues: values.map { ($0.key.name, $0.value) })).problems
    }

    @Test(
        "Variables with which a server starts have no problem",
        arguments: [
            [:], [.host: .text("0.0.0.0"), .anonymous: .text("read")],
            [.host: .text("0.0.0.0"), .adminSecret: .unresolved],
            [.host: .text("0.0.0.0"), .adminSecret: .unresolved, .anonymous: .text("none"), .migrate: .text("never")],
            [.host: .text("0.0.0.0"), .adminSecretFile: .text("/run/secrets/admin")],
            [.host: .text("0.0.0.0"), .anonymous: .unresolved],
            [.databaseHost: .unresolved, .databaseSecret: .unresolved],
            [.databaseHost: .unresolved, .databaseSecret: .unresolved, .databaseAuthentication: .text("secret")],
            [.databaseSecret: .unresolved], [.importSources: .text("s3://one, s3://two/x/")],
            [.importSources: .unresolved],
            [
                .databaseAuthentication: .text("iam"), .databaseHost: .unresolved, .databaseName: .text("weir"),
                .databaseUser: .text("weir_app"),
            ],
        ] as [[ServerVariable: ServerStartCheck.Value]])
    func starts(values: [ServerVariable: ServerStartCheck.Value]) {
        #expect(problems(values) == [])
    }

    @Test(
        "Variables with which a server would refuse to start are reported with the remedy",
        arguments: [
            ([.host: .text("0.0.0.0")], ["refusing to listen on 0.0.0.0", "WEIR_ADMIN_SECRET_ARN"]),
            ([.host: .text("0.0.0.0"), .anonymous: .text("none")], ["ANONYMOUS is \"none\""]),
            (
                [.host: .text("0.0.0.0"), .anonymous: .text("write")],
                ["ANONYMOUS: got another word", "none, read, all"]
            ),
            ([.migrate: .text("start")], ["MIGRATE: got another word, expected one of auto, never"]),
            ([.port: .text("")], ["PORT is empty"]),
            (
                [.importSources: .text("s3://one/x")],
                [
                    "IMPORT_SOURCES: got another form",
                    "s3://BUCKET/PREFIX/ with a slash at the end, separated by commas",
                ]
            ),
            ([.importSources: .text("")], ["IMPORT_SOURCES is empty"]),
            ([.databaseHost: .unresolved], ["the database's user is not set", "DB_SECRET_ARN"]),
            ([.databaseAuthentication: .text("secret")], ["the database's user is not set"]),
            (
                [.databaseAuthentication: .text("iam"), .databaseHost: .unresolved, .databaseUser: .text("u")],
                ["DB_AUTH is \"iam\": DB_NAME is missing"]
            ),
            (
                [
                    .databaseAuthentication: .text("iam"), .databaseHost: .unresolved, .databaseName: .text("d"),
                    .databaseUser: .text("u"), .databaseSecret: .unresolved,
                ], ["remove DB_SECRET_ARN"]
            ),
            ([.databaseAuthentication: .text("ldap")], ["DB_AUTH: got another word, expected one of secret, iam"]),
        ] as [([ServerVariable: ServerStartCheck.Value], [String])])
    func refuses(values: [ServerVariable: ServerStartCheck.Value], mentions: [String]) {
        let found = problems(values)
        #expect(found.count == 1, "\(found)")
        for mention in mentions { #expect(found.first?.contains(mention) == true, "\(found)") }
    }
}
