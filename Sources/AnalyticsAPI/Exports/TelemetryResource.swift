/// The process that telemetry is about.
package struct TelemetryResource: Sendable, Hashable {
    /// The attributes, by OpenTelemetry's semantic conventions.
    package var attributes: [(name: String, value: String)] { pairs.map { ($0.name, $0.value) } }
    /// The service's name.
    package let service: String
    /// The program's version.
    package let version: String

    private struct Pair: Hashable {
        let name: String
        let value: String
    }

    private let pairs: [Pair]

    /// Creates a resource.
    ///
    /// - Parameters:
    ///   - service: The service's name.
    ///   - version: The program's version.
    ///   - instance: An id of this process, by which cumulative metrics of several processes are told apart.
    ///   - others: Further attributes; they cannot replace the version and the instance.
    package init(service: String, version: String, instance: String, others: [(name: String, value: String)] = []) {
        self.service = service
        self.version = version
        let own = [("service.name", service), ("service.version", version), ("service.instance.id", instance)]
        let names = own.map(\.0)
        pairs =
            own.map { Pair(name: $0.0, value: $0.1) }
            + others.filter { !names.contains($0.name) }.map { Pair(name: $0.name, value: $0.value) }
    }
}
