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
        "suppress": [
            "[{rule: CKV_AWS_1, path: Api, reason: a reason of some length, expires: '2099-01-31'}]"
        ],
    ]

    /// The keys whose change names another environment: there is no deployment from one value to the other.
    static let identities: [String: String] = [
        "application": "the first part of every stack's name", "region": "another region has other stacks",
        "account": "another account has other stacks",
    ]

    /// The keys that may be left out, so that "not set" is one of their values.
    static let optional: Set<String> = [
        "database.snapshot", "service.certificate", "service.domain", "service.insecureHTTP", "service.scaling",
        "suppress",
    ]

    /// The settings that a value needs beside it, as YAML by path.
    static let companions: [String: [String: String]] = [
        "network.nat": ["network.endpoints": "true"],
        "network.endpoints": ["network.nat": "1"],
        "database.storage": ["database.maximumStorage": "off"],
        "database.maximumStorage": ["database.storage": "20"],
        "database.replicas": ["database.password": "generated"],
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
        case "database.storage": return (Int(new) ?? 0) < (Int(old) ?? 0) ? ["storage-shrinks"] : []
        default: return []
        }
    }

    /// A file with one setting; nil leaves the key out.
    static func file(_ key: String, _ value: String?) -> String {
        var settings: [String: String] = ["region": "eu-central-1", "service.image": "weir:1.0.0"]
        if value != nil { settings.merge(companions[key] ?? [:]) { $1 } }
        settings[key] = value
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
