import Deployment
import Infra

/// Combinations of the documented settings: one row chooses a value for each key, or leaves it out.
enum SettingMatrix {
    /// A key and its choices. The first one leaves the key out.
    struct Factor: Sendable {
        let key: String
        let choices: [String?]
    }

    /// The key that stands for the environment's name, which decides the defaults.
    static let tier = "tier"

    /// Every documented key but those that name another environment, sorted.
    static let factors: [Factor] =
        [Factor(key: tier, choices: ["staging", "dev", "production"])]
        + SettingChanges.values.sorted { $0.key < $1.key }.map { Factor(key: $0.key, choices: [nil] + values($0.key)) }

    /// The values of a key.
    static func values(_ key: String) -> [String] { replaced[key] ?? SettingChanges.values[key] ?? [] }

    /// Values in place of those of `SettingChanges`.
    private static let replaced = [
        // With a class that Aurora has too.
        "database.instance": ["db.t4g.micro", "db.m7g.large", "db.r7g.large"],
        // cfn-lint 1.58 lists "16" and "17" among deprecated minor versions, and 17.4 really is one. RDS takes a major version alone
        // ("EngineVersion" of "AWS::RDS::DBInstance").
        "database.version": ["16.14", "17.9", "18"],
    ]

    private static let positions = Dictionary(
        uniqueKeysWithValues: factors.enumerated().map { ($0.element.key, $0.offset) })

    /// The rows that have every pair of choices which the exclusions allow.
    static let array = CoveringArray(
        sizes: factors.map(\.choices.count), constraints: SettingExclusion.all.flatMap(\.combinations).map(constraint))

    /// The settings of a row by key; those left out are nil.
    static func settings(_ row: [Int]) -> [String: String?] {
        Dictionary(
            uniqueKeysWithValues: zip(factors, row).map { ($0.key, $0.choices[$1]) })
    }

    /// The settings of a pair of choices by key.
    static func settings(_ pair: CoveringArray.Pair) -> [String: String?] {
        var settings: [String: String?] = [:]
        for choice in [pair.first, pair.second] {
            let factor = factors[choice.factor]
            settings.updateValue(factor.choices[choice.value], forKey: factor.key)
        }
        return settings
    }

    /// The choices that a combination of settings is.
    private static func constraint(_ settings: [String: String?]) -> [CoveringArray.Choice] {
        settings.sorted { $0.key < $1.key }.compactMap { key, value in
            guard let position = positions[key], let index = factors[position].choices.firstIndex(of: value) else {
                return nil
            }
            return CoveringArray.Choice(factor: position, value: index)
        }
    }

    /// Reads an environment with exactly these settings, and an image if they have none.
    static func environment(_ settings: [String: String?]) throws(EnvironmentFileError) -> DeploymentEnvironment {
        try DeploymentEnvironment.parse(
            text(settings), name: settings[tier].flatMap { $0 } ?? "staging", file: "matrix.yaml")
    }

    /// The environment file with exactly these settings, and an image if they have none.
    static func text(_ settings: [String: String?]) -> String {
        var given = settings.compactMapValues { $0 }
        given[tier] = nil
        given["region"] = "eu-central-1"
        if given["service.image"] == nil { given["service.image"] = "weir:1.0.0" }
        return SettingChanges.text(given)
    }
}
