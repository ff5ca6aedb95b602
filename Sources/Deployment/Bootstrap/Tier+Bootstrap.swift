import Infra

extension Tier {
    /// The default of what exists before the first deployment: access logs of the bucket for 90 days in production, 30 days
    /// otherwise.
    package var bootstrap: BootstrapSettings {
        var settings = BootstrapSettings()
        settings.artifacts.accessLogDays = self == .production ? 90 : 30
        return settings
    }
}
