extension Tier {
    /// The default alarms and dashboard: in staging and production.
    package var observability: Observability {
        var observability = Observability()
        observability.alarms = self != .dev
        observability.dashboard = self != .dev
        return observability
    }
}
