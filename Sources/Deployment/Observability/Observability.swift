package import Infra

/// `observe`: alarms and their receivers, the dashboard and tracing.
package struct Observability: CheckedProperties, Sendable, Hashable {
    /// `alarms`: alarms and the topic that they notify. Defaults to true, in dev to false.
    package var alarms = true
    /// `email`: the addresses that alarms notify. Defaults to none.
    package var emails: [String] = []
    /// `slack`: the channel that alarms notify; nil by default.
    package var slack: SlackChannel?
    /// `thresholds`: the limits of the alarms.
    package var thresholds = AlarmThresholds()
    /// `dashboard`: the dashboard. Defaults to true, in dev to false.
    package var dashboard = true
    /// `tracing`: the collector beside each task, which sends traces to X-Ray; nil by default.
    package var tracing: CollectorSidecar?

    /// The settings with their defaults.
    package init() {}
}
