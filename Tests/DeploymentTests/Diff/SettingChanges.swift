import Deployment
import Testing

/// The settings of an environment file and the changes between their valid values.
enum SettingChanges {
    /// Representative valid values by the key's path, as YAML. Every key that the reader knows is here or in `identities`.
    static let values: [String: [String]] = [
        "tags": ["{}", "{CostCenter: a}", "{CostCenter: b, Team: c}"],
        "network.cidr": ["10.10.0.0/16", "10.20.0.0/16", "10.10.0.0/17"],
        "network.zones": ["2", "3"],
        "network.nat": ["0", "1", "per-zone"],
        "network.endpoints": ["true", "false"],
        "network.flowLogDays": ["off", "7", "90"],
        "database.instance": ["db.t4g.micro", "db.t4g.small", "db.m7g.large"],
        "database.version": ["16", "17", "17.4", "18"],
        "database.storage": ["20", "50", "200"],
        "database.maximumStorage": ["off", "100", "300"],
        "database.minorUpgrades": ["true", "false"],
        "database.replicas": ["0", "1", "2"],
        "database.backupWindow": ["01:00-02:00", "03:00-04:30"],
        "database.maintenanceWindow": ["sun:05:00-sun:06:00", "mon:05:00-mon:05:30"],
        "database.monitoring": ["off", "60", "15"],
        "database.logs": ["off", "[postgresql]", "[postgresql, upgrade]"],
        "database.certificateAuthority": ["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"],
        "database.auth": ["iam", "secret"],
        "database.password": ["managed", "generated"],
        "database.multiZone": ["true", "false"],
        "database.backupDays": ["1", "7", "35"],
        "database.deletionProtection": ["true", "false"],
        "database.removal": ["snapshot", "retain", "delete"],
        "database.performanceInsights": ["true", "false"],
        "database.name": ["weir", "other"],
        "database.snapshot": ["before", "after"],
        "service.image": ["weir:1.0.0", "weir:2.0.0", "123456789012.dkr.ecr.eu-central-1.amazonaws.com/weir:1.0.0"],
        "service.architecture": ["x86_64", "arm64"],
        "service.cpu": ["256", "512", "1024"],
        "service.memory": ["1024", "2048"],
        "service.ephemeralStorage": ["off", "30", "100"],
        "service.scaling": ["{minimum: 2, maximum: 4}", "{minimum: 3, maximum: 9, cpu: 60}"],
        "service.strategy": ["rolling", "blue-green", "canary", "linear"],
        "service.domain": ["api.example.com", "www.example.com"],
        "service.hostedZone": ["Z0123456789ABCDEFGHIJ", "Z0123456789ABCDEFGHIK"],
        "service.insecureHTTP": ["behind a proxy that encrypts", "a network of its own"],
        "service.tls": ["'1.2'", "'1.3'"],
        "service.idleTimeout": ["60", "120"],
        "service.accessLogDays": ["off", "30", "90"],
        "service.count": ["1", "2", "4"],
        "service.port": ["8080", "9090"],
        "service.anonymous": ["none", "read", "all"],
        "service.allow": [
            "[10.0.0.0/8]", "[10.0.0.0/8, 192.168.0.0/16]", "[192.168.0.0/16, 10.0.0.0/8, 172.16.0.0/12]",
        ],
        "service.imports": ["[s3://acme-events]", "[s3://acme-events/weir/, s3://acme-exports]"],
        "service.internal": ["true", "false"],
        "service.certificate": [
            "arn:aws:acm:eu-central-1:123456789012:certificate/11111111-1111-1111-1111-111111111111",
            "arn:aws:acm:eu-central-1:123456789012:certificate/22222222-2222-2222-2222-222222222222",
        ],
        "service.logDays": ["7", "30"],
        "service.exec": ["true", "false"],
        "service.insights": ["true", "false"],
        "service.deletionProtection": ["true", "false"],
        "firewall.mode": ["block", "count"],
        "firewall.managedRules": ["[common]", "[common, sql-injection]"],
        "firewall.count": ["[SizeRestrictions_BODY]", "[SizeRestrictions_BODY, NoUserAgent_HEADER]"],
        "firewall.rateLimit": ["off", "1000", "2000"],
        "firewall.logDays": ["off", "30", "90"],
        "database.engine": ["postgres", "aurora"],
        "database.minimumCapacity": ["0.5", "1"],
        "database.maximumCapacity": ["2", "8"],
        "database.key": [
            "aws", "own", "arn:aws:kms:eu-central-1:123456789012:key/11111111-1111-1111-1111-111111111111",
        ],
        "service.secrets": [
            "{API_TOKEN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:one-AbCdEf'}",
            "{API_TOKEN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:two-AbCdEf'}",
        ],
        "cache.type": ["serverless", "cache.t4g.micro", "cache.t4g.small"],
        "cache.nodes": ["1", "2"],
        "cache.version": ["7", "8"],
        "cache.snapshotDays": ["1", "7"],
        "cache.maintenanceWindow": ["sun:05:00-sun:06:00", "mon:05:00-mon:06:00"],
        "cdn.certificate": [
            "arn:aws:acm:us-east-1:123456789012:certificate/11111111-1111-1111-1111-111111111111",
            "arn:aws:acm:us-east-1:123456789012:certificate/22222222-2222-2222-2222-222222222222",
        ],
        "cdn.locations": ["'100'", "'200'"],
        "cdn.firewall": [
            "arn:aws:wafv2:us-east-1:123456789012:global/webacl/one/11111111-1111-1111-1111-111111111111",
            "arn:aws:wafv2:us-east-1:123456789012:global/webacl/two/22222222-2222-2222-2222-222222222222",
        ],
        "observe.alarms": ["true", "false"],
        "observe.email": ["[a@example.com]", "[b@example.com, a@example.com]"],
        "observe.slack": [
            "{workspace: T0123ABCDE, channel: C0123ABCDE}", "{workspace: T0123ABCDE, channel: C0123ABCDF}",
        ],
        "observe.thresholds": ["{cpu: 70}", "{cpu: 90, latency: 2000}"],
        "observe.dashboard": ["true", "false"],
        "observe.tracing": [
            "{image: 'aws-otel-collector:v0.43.3'}", "{image: 'aws-otel-collector:v0.43.3', sampling: 50}",
        ],
        "identity.userPool": ["true", "false"],
        "identity.mfa": ["off", "optional", "required"],
        "identity.domain": ["weir-one", "weir-two"],
        "identity.passwordLength": ["12", "20"],
        "identity.selfSignUp": ["true", "false"],
        "identity.deletionProtection": ["true", "false"],
        "identity.loadBalancer": ["true", "false"],
        "bootstrap.repository": ["create", "existing"],
        "bootstrap.oldVersionDays": ["30", "90"],
        "bootstrap.accessLogDays": ["off", "30", "90"],
        "bootstrap.previewDays": ["3", "7"],
        "github.owner": ["octocat", "other"],
        "github.ownerId": ["'123456'", "'123457'"],
        "github.repository": ["weir", "other"],
        "github.repositoryId": ["'456789'", "'456780'"],
        "github.branches": ["[main]", "[main, 'release/*']"],
        "github.tags": ["['v*']", "['v*', 'w*']"],
        "github.environments": ["[staging]", "[staging, production]"],
        "github.pullRequests": ["true", "false"],
        "github.subjects": ["names", "ids", "both"],
        "github.provider": ["create", "existing"],
        "github.sessionHours": ["1", "4"],
        "audit.days": ["365", "730"],
        "audit.logDays": ["off", "30", "90"],
        "audit.config": ["true", "false"],
        "audit.rules": ["[RDS_STORAGE_ENCRYPTED]", "[RDS_STORAGE_ENCRYPTED, S3_BUCKET_SSL_REQUESTS_ONLY]"],
        "budget.monthly": ["100", "500"],
        "budget.emails": ["[a@example.com]", "[a@example.com, b@example.com]"],
        "budget.topic": [
            "arn:aws:sns:eu-central-1:123456789012:one", "arn:aws:sns:eu-central-1:123456789012:two",
        ],
        "budget.actual": ["[80, 100]", "[50]"],
        "budget.forecast": ["[100]", "[90, 110]"],
        "budget.tags": ["{Application: weir}", "{Application: weir, Environment: staging}"],
        "suppress": [
            "[{rule: CKV_AWS_1, path: Api, reason: a reason of some length, expires: '2099-01-31'}]"
        ],
        "moved": ["[{from: foundation/Old, to: foundation/DatabaseInstance}]"],
        "adopt": ["[{resource: foundation/DatabaseInstance, identifier: weir-db}]"],
    ]

    /// The keys whose change names another environment: there is no deployment from one value to the other.
    static let identities: [String: String] = [
        "application": "the first part of every stack's name", "region": "another region has other stacks",
        "account": "another account has other stacks",
    ]

    /// The keys that may be left out, so that "not set" is one of their values.
    static let optional: Set<String> = [
        "database.snapshot", "service.certificate", "service.secrets", "service.domain",
        "service.imports", "service.insecureHTTP",
        "service.scaling", "suppress", "moved", "adopt", "cache.type", "cdn.firewall", "observe.email", "observe.slack",
        "observe.tracing",
        "identity.domain", "budget.monthly", "github.owner", "audit.days", "bootstrap.previewDays",
    ]

    private static let gitHub = ["github.owner": "octocat", "github.repository": "weir"]
    private static let budget = ["budget.monthly": "100", "budget.emails": "[a@example.com]"]
    private static let cdn = [
        "cdn.certificate": "arn:aws:acm:us-east-1:123456789012:certificate/11111111-1111-1111-1111-111111111111",
        "service.domain": "api.example.com", "service.hostedZone": "Z0123456789ABCDEFGHIJ", "service.internal": "false",
    ]

    /// The settings that a value needs beside it, as YAML by path.
    static let companions: [String: [String: String]] = [
        "network.nat": ["network.endpoints": "true"],
        "network.endpoints": ["network.nat": "1"],
        "database.storage": ["database.maximumStorage": "off"],
        "database.maximumStorage": ["database.storage": "20"],
        "database.replicas": ["database.password": "generated"],
        "database.minimumCapacity": ["database.engine": "aurora"],
        "database.maximumCapacity": ["database.engine": "aurora"],
        "cache.nodes": ["cache.type": "cache.t4g.micro"],
        "cache.maintenanceWindow": ["cache.type": "cache.t4g.micro"],
        "cdn.certificate": cdn,
        "cdn.locations": cdn,
        "cdn.firewall": cdn,
        "observe.email": ["observe.alarms": "true"],
        "observe.slack": ["observe.alarms": "true"],
        "observe.thresholds": ["observe.alarms": "true"],
        "identity.mfa": ["identity.userPool": "true"],
        "identity.domain": ["identity.userPool": "true"],
        "identity.passwordLength": ["identity.userPool": "true"],
        "identity.selfSignUp": ["identity.userPool": "true"],
        "identity.deletionProtection": ["identity.userPool": "true"],
        "identity.loadBalancer": [
            "identity.userPool": "true", "identity.domain": "weir-one", "service.domain": "api.example.com",
            "service.hostedZone": "Z0123456789ABCDEFGHIJ",
        ],
        "github.owner": gitHub, "github.ownerId": gitHub, "github.repository": gitHub, "github.repositoryId": gitHub,
        "github.branches": gitHub, "github.tags": gitHub, "github.environments": gitHub,
        "github.pullRequests": gitHub, "github.provider": gitHub, "github.sessionHours": gitHub,
        "github.subjects": gitHub.merging(["github.ownerId": "'123456'", "github.repositoryId": "'456789'"]) { $1 },
        "audit.rules": ["audit.config": "true"],
        "budget.monthly": budget, "budget.emails": budget, "budget.topic": budget, "budget.actual": budget,
        "budget.forecast": budget, "budget.tags": budget,
        "service.memory": ["service.cpu": "512"],
        "service.certificate": ["service.domain": "api.example.com"],
        "service.domain": ["service.hostedZone": "Z0123456789ABCDEFGHIJ"],
        "service.hostedZone": ["service.domain": "api.example.com"],
    ]

    /// The rules about a change that AWS refuses; empty for a change that can be deployed.
    static func refusals(_ key: String, _ old: String?, _ new: String?) -> [String] {
        guard let old, let new else { return [] }
        switch key {
        // The new NAT gateway needs the address of the old one, and the database's subnets stay in their network.
        case "network.cidr": return ["identity-in-use", "network-moves"]
        case "database.version":
            let (from, to) = (old.split(separator: ".")[0], new.split(separator: ".")[0])
            return from <= to ? [] : ["engine-downgrade"]
        // A user pool has one domain.
        case "identity.domain": return ["identity-in-use"]
        case "cache.version": return new < old ? ["engine-downgrade"] : []
        case "database.storage": return (Int(new) ?? 0) < (Int(old) ?? 0) ? ["storage-shrinks"] : []
        default: return []
        }
    }

    /// A file with one setting; nil leaves the key out.
    static func file(_ key: String, _ value: String?) -> String { file([key: value]) }

    /// A file with several settings; nil leaves a key out.
    static func file(_ chosen: [String: String?]) -> String {
        var settings: [String: String] = ["region": "eu-central-1", "service.image": "weir:1.0.0"]
        for (key, value) in chosen.sorted(by: { $0.key < $1.key }) where value != nil {
            settings.merge(companions[key] ?? [:]) { $1 }
        }
        for case (let key, let value?) in chosen { settings[key] = value }
        return text(settings)
    }

    /// A file with exactly these settings.
    static func text(_ settings: [String: String]) -> String {
        var text = ""
        for (path, value) in settings.sorted(by: { $0.key < $1.key }) where !path.contains(".") {
            text += "\(path): \(value)\n"
        }
        let sections = Dictionary(grouping: settings.filter { $0.key.contains(".") }) { entry in
            String(entry.key.prefix { $0 != "." })
        }
        for (section, entries) in sections.sorted(by: { $0.key < $1.key }) {
            text += "\(section):\n"
            for (path, value) in entries.sorted(by: { $0.key < $1.key }) {
                text += "  \(path.dropFirst(section.count + 1)): \(value)\n"
            }
        }
        return text
    }

    /// The values of a key, nil among them if the key may be left out.
    static func choices(_ key: String) -> [String?] {
        let given = (values[key] ?? []).map { Optional($0) }
        return optional.contains(key) ? [nil] + given : given
    }
}

/// The keys that the reader of environment files knows, from its errors about an unknown key.
enum ReaderKeys {
    /// The paths of all keys. A section is named by its keys, and a key without a block by itself.
    static func all() -> [String] {
        keys(of: "zzzz: 1\n").flatMap { key -> [String] in
            let inner = keys(of: "\(key):\n  zzzz: 1\n")
            return inner.isEmpty ? [key] : inner.map { "\(key).\($0)" }
        }
    }

    private static func keys(of text: String) -> [String] {
        let base =
            text.hasPrefix("service:") ? text + "  image: weir:1.0.0\n" : text + "service:\n  image: weir:1.0.0\n"
        do {
            _ = try DeploymentEnvironment.parse("region: eu-central-1\n" + base, name: "staging", file: "staging.yaml")
        } catch {
            guard case .invalid(let faults) = error else { return [] }
            for fault in faults where fault.message.contains("unknown key") {
                guard let list = fault.message.split(separator: "expected one of ").last else { continue }
                return list.prefix { $0 != ";" }.split(separator: ", ").map(String.init)
            }
        }
        return []
    }
}
