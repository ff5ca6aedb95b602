import Testing

/// Settings that no file has together, with the message that refuses them.
struct SettingExclusion: Sendable, CustomTestStringConvertible {
    /// The values that exclude each other by key; nil among them is a key that is left out.
    let values: [String: [String?]]
    /// A part of the message.
    let message: String

    private init(_ message: String, _ values: [String: [String?]]) {
        self.message = message
        self.values = values
    }

    var testDescription: String { message }

    /// Every combination of the values, by key.
    var combinations: [[String: String?]] {
        values.sorted { $0.key < $1.key }.reduce([[:]]) { combinations, entry in
            combinations.flatMap { combination in
                entry.value.map { value in combination.merging([entry.key: value]) { $1 } }
            }
        }
    }

    /// The values of a key, without the choice to leave it out.
    private static func any(_ key: String) -> [String?] { SettingMatrix.values(key).map { Optional($0) } }

    /// Keys of a block, each of which needs another key.
    private static func each(_ keys: [String], _ message: String, _ values: [String: [String?]]) -> [SettingExclusion] {
        keys.map { key in SettingExclusion(message, values.merging([key: any(key)]) { $1 }) }
    }

    /// All exclusions.
    static let all: [SettingExclusion] = network + database + cache + service + edge + identity + account

    private static let network = [
        SettingExclusion(
            "with nat 0 tasks can pull their image through endpoints only",
            ["network.nat": ["0"], "network.endpoints": ["false"]])
    ]

    private static let database =
        each(
            ["database.minimumCapacity", "database.maximumCapacity"], "no such key with engine postgres",
            ["database.engine": [nil, "postgres"]])
        + each(
            ["database.minimumCapacity", "database.maximumCapacity"], "no such key beside instance",
            ["database.engine": ["aurora"], "database.instance": any("database.instance")])
        + each(
            ["database.storage", "database.maximumStorage", "database.multiZone", "database.password"],
            "no such key with engine aurora", ["database.engine": ["aurora"]])
        + [
            SettingExclusion(
                "an instance class of Aurora",
                ["database.engine": ["aurora"], "database.instance": ["db.t4g.micro", "db.m7g.large"]]),
            SettingExclusion(
                "a minor version such as 17.9",
                ["database.engine": ["aurora"], "database.version": ["18"]]),
            SettingExclusion(
                "the only log that Aurora exports",
                ["database.engine": ["aurora"], "database.logs": ["[postgresql, upgrade]"]]),
            SettingExclusion(
                "RDS makes no read replica of an instance whose master password it manages",
                ["database.replicas": ["1", "2"], "database.password": ["managed"]]),
            SettingExclusion(
                "\"database.maximumStorage\" is \"100\"",
                ["database.storage": ["200"], "database.maximumStorage": ["100"]]),
        ]

    private static let cache = each(
        ["cache.nodes", "cache.maintenanceWindow"], "no such key without a node type",
        ["cache.type": [nil, "serverless"]])

    private static let service = [
        SettingExclusion(
            "\"service.memory\" is \"1024\"", ["service.cpu": ["1024"], "service.memory": ["1024"]]),
        SettingExclusion(
            "no count beside scaling",
            ["service.count": any("service.count"), "service.scaling": any("service.scaling")]),
    ]

    private static let edge =
        [
            SettingExclusion(
                "no insecureHTTP beside domain or certificate",
                ["service.insecureHTTP": any("service.insecureHTTP"), "service.domain": any("service.domain")]),
            SettingExclusion(
                "no insecureHTTP beside domain or certificate",
                [
                    "service.insecureHTTP": any("service.insecureHTTP"),
                    "service.certificate": any("service.certificate"),
                ]),
            SettingExclusion(
                "the host name of the URL, which the certificate covers",
                ["service.certificate": any("service.certificate"), "service.domain": [nil]]),
            SettingExclusion(
                "the id of the domain's Route 53 zone",
                [
                    "service.domain": any("service.domain"), "service.hostedZone": [nil],
                    "service.certificate": [nil],
                ]),
            SettingExclusion(
                "a domain beside hostedZone",
                [
                    "service.hostedZone": any("service.hostedZone"), "service.domain": [nil],
                    "service.insecureHTTP": [nil],
                ]),
            SettingExclusion(
                "a domain with hostedZone or certificate, for HTTPS",
                [
                    SettingMatrix.tier: ["production"], "service.domain": [nil], "service.hostedZone": [nil],
                    "service.insecureHTTP": [nil],
                ]),
            SettingExclusion(
                "no cdn without service.domain",
                ["cdn.certificate": any("cdn.certificate"), "service.domain": [nil]]),
            SettingExclusion(
                "no cdn with service.internal",
                ["cdn.certificate": any("cdn.certificate"), "service.internal": ["true"]]),
        ] + each(["cdn.locations", "cdn.firewall"], "\"cdn.certificate\" is missing", ["cdn.certificate": [nil]])

    private static let identity = [
        SettingExclusion(
            "userPool: true beside loadBalancer: true",
            ["identity.loadBalancer": ["true"], "identity.userPool": [nil, "false"]]),
        SettingExclusion(
            "the prefix of the sign-in page's host name",
            ["identity.loadBalancer": ["true"], "identity.userPool": ["true"], "identity.domain": [nil]]),
        SettingExclusion(
            "service.domain with HTTPS beside loadBalancer: true",
            ["identity.loadBalancer": ["true"], "identity.userPool": ["true"], "service.domain": [nil]]),
    ]

    private static let gitHubKeys = SettingChanges.values.keys.filter { $0.hasPrefix("github.") }.sorted()
    private static let budgetKeys = SettingChanges.values.keys.filter { $0.hasPrefix("budget.") }.sorted()

    private static let account =
        each(gitHubKeys.filter { $0 != "github.owner" }, "\"github.owner\" is missing", ["github.owner": [nil]])
        + each(
            gitHubKeys.filter { $0 != "github.repository" }, "\"github.repository\" is missing",
            ["github.repository": [nil]])
        + [
            SettingExclusion(
                "no previewDays in production",
                [SettingMatrix.tier: ["production"], "bootstrap.previewDays": any("bootstrap.previewDays")]),
            SettingExclusion(
                "ids and both need ownerID and repositoryID",
                ["github.subjects": ["ids", "both"], "github.ownerId": [nil]]),
            SettingExclusion(
                "ids and both need ownerID and repositoryID",
                ["github.subjects": ["ids", "both"], "github.repositoryId": [nil]]),
            SettingExclusion(
                "audit.config: true, which makes the rules",
                ["audit.rules": any("audit.rules"), "audit.config": [nil, "false"]]),
            SettingExclusion(
                "nothing receives the alerts otherwise",
                ["budget.monthly": any("budget.monthly"), "budget.emails": [nil], "budget.topic": [nil]]),
        ]
        + each(
            budgetKeys.filter { $0 != "budget.monthly" }, "\"budget.monthly\" is missing", ["budget.monthly": [nil]])
}
