/// The settings of the shared configuration and credentials files, with the selected profile.
///
/// Settings are looked up by name; a blank value counts as not set.
package struct SharedConfiguration: Sendable, Hashable {
    /// The profile that settings are read from.
    package struct Selection: Sendable, Hashable {
        /// The profile's name.
        package let name: String
        /// `true` if the profile was named, by `AWS_PROFILE` or otherwise. It must exist then.
        package let isExplicit: Bool

        /// Selects a profile: an explicit one, else that of `AWS_PROFILE`, else `default`.
        /// - Parameters:
        ///   - profile: The explicit profile, if there is one.
        ///   - environment: The environment.
        package init(profile: String? = nil, environment: AWSEnvironment) {
            let asked = profile ?? environment["AWS_PROFILE"]
            name = asked ?? "default"
            isExplicit = asked != nil
        }
    }

    /// Values by name.
    typealias Properties = [String: String]

    /// The profile that settings are read from.
    package let selection: Selection
    private(set) var profiles: [String: Properties] = [:]
    private(set) var singleSignOnSessions: [String: Properties] = [:]
    private(set) var services: [String: Properties] = [:]

    /// Merges two files. In the configuration file `[profile default]` replaces `[default]`; a setting of the
    /// credentials file overrides that of the configuration file.
    init(
        selection: Selection, configuration: [ProfileFileParser.Section] = [],
        credentials: [ProfileFileParser.Section] = []
    ) {
        self.selection = selection
        let hasPrefixedDefault = configuration.contains { $0.subject == .profile("default") }
        for section in configuration + credentials {
            func merge(into properties: inout Properties?) {
                properties = (properties ?? [:]).merging(section.properties) { _, later in later }
            }
            switch section.subject {
            case .profile(let name): merge(into: &profiles[name])
            case .unprefixedDefault: if !hasPrefixedDefault { merge(into: &profiles["default"]) }
            case .singleSignOnSession(let name): merge(into: &singleSignOnSessions[name])
            case .services(let name): merge(into: &services[name])
            }
        }
    }

    /// The names of all profiles.
    package var profileNames: [String] { profiles.keys.sorted() }

    /// A setting of the selected profile, such as `region`.
    /// - Parameter key: The setting's name, in lower case.
    package func setting(_ key: String) -> String? {
        setting(key, ofProfile: selection.name)
    }

    /// A setting of a profile.
    func setting(_ key: String, ofProfile profile: String) -> String? {
        profiles[profile]?[key]?.withoutSurroundingBlanks.nonEmpty
    }

    /// A setting for one service, from the `[services …]` section that the selected profile refers to.
    /// - Parameters:
    ///   - key: The setting's name, in lower case, such as `endpoint_url`.
    ///   - service: The service's name in the section, such as `secrets_manager`.
    package func setting(_ key: String, ofService service: String) -> String? {
        guard let section = setting("services"), let value = services[section]?[service] else { return nil }
        return ProfileFileParser.nestedProperties(of: value)[key]?.nonEmpty
    }
}

extension SharedConfiguration: CustomStringConvertible, CustomReflectable {
    /// The names of the profiles, without their settings, which may be secret.
    package var description: String {
        "SharedConfiguration(selected: \(selection.name), profiles: \(profileNames.joined(separator: ", ")))"
    }

    /// A mirror of the parts that ``description`` shows.
    package var customMirror: Mirror {
        Mirror(self, children: ["selected": selection.name, "profiles": profileNames], displayStyle: .struct)
    }
}
