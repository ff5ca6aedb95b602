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
        settings.github = gitHub(top)
        settings.audit = audit(top)
        settings.budget = budget(top)
        return settings
    }
}
