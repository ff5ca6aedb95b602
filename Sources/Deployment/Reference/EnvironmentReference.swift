import Infra

/// The reference of every key of an environment file, generated from the reader itself: it records the keys that it asks for, the
/// valid values of their rules, and the values that each tier has without them.
package enum EnvironmentReference {
    /// A documented key.
    struct Entry {
        /// The path, such as `network.cidr`.
        let path: String
        /// The key.
        let key: EnvironmentKey
        /// The valid values in words.
        let expected: String
        /// The values without the key, one for each tier.
        let defaults: [String]
    }

    private static func catalog(_ tier: Tier) -> KeyCatalog {
        let catalog = KeyCatalog()
        let reader = EnvironmentReader(name: tier.rawValue, file: "")
        for probe in probes {
            let service = probe.contains("service:") ? "" : "service: {image: weir:1.0.0}\n"
            _ = reader.read("region: eu-central-1\n" + service + probe, catalog: catalog)
        }
        return catalog
    }

    /// The blocks with their entries.
    static func sections() -> [(path: String, entries: [Entry])] {
        let catalogs = Tier.allCases.map(catalog)
        let environments = Tier.allCases.compactMap { tier in
            EnvironmentReference.placeholder.map {
                DeploymentEnvironment(name: tier.rawValue, region: "eu-central-1", image: $0)
            }
        }
        guard let first = catalogs.first else { return [] }
        return first.sections.map { section in
            let entries = section.keys.map { key -> Entry in
                let path = section.path + key.name
                let defaults = zip(catalogs, environments).map { catalog, environment in
                    key.standard?(environment) ?? catalog.defaults[path] ?? ""
                }
                return Entry(path: path, key: key, expected: first.expectations[path] ?? "", defaults: defaults)
            }
            return (section.path, entries)
        }
    }

    private static var placeholder: ContainerImage? { try? ContainerImage("weir:1.0.0") }

    /// The paths of the blocks, such as `network`.
    package static var blocks: [String] { sections().map { String($0.path.dropLast()) } }

    /// The paths of keys without documentation, and of blocks without a purpose.
    package static var undocumented: [String] {
        let sections = sections()
        let blocks = Set(sections.map { String($0.path.dropLast()) })
        let keys = sections.flatMap(\.entries).filter { entry in
            !blocks.contains(entry.path) && entry.key.documentation.isEmpty
        }
        return keys.map(\.path) + blocks.filter { !$0.isEmpty && purposes[$0] == nil }.sorted()
    }

    /// The examples by path.
    package static var examples: [(path: String, example: String)] {
        sections().flatMap(\.entries).filter { !$0.key.example.isEmpty }.map { ($0.path, $0.key.example) }
    }

    /// The text of `Docs/Environment.md`.
    package static var text: String {
        var text = """
            # Environment files

            `infra-cli reference environment` prints this page from the reader of environment files; a test compares both.

            `deploy/NAME.yaml` describes the environment NAME. Only `region` and `service.image` are always required. The names
            `dev`, `staging` and `production` have defaults of their own; every other name has those of production. A key that the
            reader does not know is refused with its line and the nearest name, and so is a value that is not valid.
            `infra-cli init NAME` writes a first file.

            `off` switches a setting off where the valid values name it. A default that is the same in every tier stands alone.

            """
        for (path, entries) in sections() {
            let block = String(path.dropLast())
            text += block.isEmpty ? "\n## Top of the file\n\n" : "\n## `\(block)`\n\n\(purposes[block] ?? "")\n\n"
            text += "| key | purpose | valid values | default | example |\n|---|---|---|---|---|\n"
            for entry in entries { text += row(entry) }
        }
        return text
    }

    private static func row(_ entry: Entry) -> String {
        let example = entry.key.example.isEmpty ? "" : "`\(entry.key.example)`"
        var documentation = entry.key.documentation
        if documentation.isEmpty, let purpose = purposes[entry.path] { documentation = purpose }
        let cells = [
            "`\(entry.key.name)`", documentation, entry.expected, standard(entry.defaults), example,
        ]
        return "| " + cells.map(escaped).joined(separator: " | ") + " |\n"
    }

    /// The defaults of the tiers in one cell.
    private static func standard(_ defaults: [String]) -> String {
        guard let first = defaults.first, !defaults.allSatisfy(\.isEmpty) else { return "" }
        if defaults.allSatisfy({ $0 == first }) { return "`\(first)`" }
        return zip(Tier.allCases, defaults).map { "\($0.rawValue) `\($1)`" }.joined(separator: ", ")
    }

    private static func escaped(_ cell: String) -> String {
        let plain = cell.replacing("|", with: "\\|").replacing("\n", with: " ")
        return plain.hasPrefix("`") ? plain : plain.replacing("<", with: "\\<")
    }
}
