import Infra

extension EnvironmentReader {
    static let bootstrapKeys: [EnvironmentKey] = [
        EnvironmentKey(
            "repository",
            "The image's repository: create, or existing if another environment of the account made it. Defaults to create.",
            example: "existing"),
        EnvironmentKey(
            "oldVersionDays",
            "The time that overwritten objects of the artifact bucket are kept, in days. Defaults to 90.", example: "30"
        ),
        EnvironmentKey(
            "accessLogDays",
            "The time that the bucket's access logs are kept, in days, or off. Defaults to 90 in production, otherwise 30.",
            example: "30"),
        EnvironmentKey(
            "previewDays",
            "Allows previews of the environment, and the days that each stays at least. Not in production; off by default.",
            example: "3"),
    ]

    /// Reads `bootstrap` into the tier's settings.
    func bootstrap(_ top: SettingsReader, _ settings: BootstrapSettings) -> BootstrapSettings {
        var settings = settings
        let block = top.block("bootstrap", keys: EnvironmentReader.bootstrapKeys)
        if let makes = block.choice("repository", [("create", true), ("existing", false)]) {
            settings.makesRepository = makes
        }
        block.set("oldVersionDays", \.oldVersionDays, of: &settings.artifacts)
        block.set("accessLogDays", \.accessLogDays, of: &settings.artifacts, off: true)
        let days = block.optional("previewDays", expected: "a whole number from 1 to 30 (days)") { text in
            Int(text: text).flatMap { (1...30).contains($0) ? $0 : nil }
        }
        if let days {
            if Tier(environment: name) == .production {
                block.refuse(
                    "previewDays", expected: "no previewDays in production, whose protection a preview would lack")
            } else {
                settings.previewDays = days
            }
        }
        settings.github = gitHub(top)
        settings.audit = audit(top)
        settings.budget = budget(top)
        return settings
    }
}
