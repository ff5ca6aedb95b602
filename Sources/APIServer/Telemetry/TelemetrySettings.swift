import AnalyticsAPI
import Basics
import Diagnostics

/// The settings of exported telemetry. The names of the variables are those of OpenTelemetry.
package struct TelemetrySettings: Sendable, Hashable {
    /// A header field of export requests. The value may be a credential, so no description shows it.
    package struct Field: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
        /// The name.
        package let name: String
        /// The value.
        let value: String
        /// The name.
        package var description: String { name }
        /// A mirror of the name.
        package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
    }

    /// The receiver of spans; `nil` for none.
    package let traces: OTLPEndpoint?
    /// The receiver of metrics; `nil` for none.
    package let metrics: OTLPEndpoint?
    /// The header fields of export requests.
    package let fields: [Field]
    /// The service's name.
    package let service: String
    /// Further attributes of the process.
    let attributes: [Field]
    /// The share of traces that are sampled where the client has not decided, from 0 to 1.
    package let samplingRatio: Double
    /// The time between two exports of metrics.
    package let interval: Duration
    /// A Boolean value that indicates whether metrics are written to standard output in the embedded metric format.
    package let writesEMF: Bool

    /// Returns the process that telemetry is about.
    func resource(version: String, instance: String) -> TelemetryResource {
        TelemetryResource(
            service: service, version: version, instance: instance,
            others: attributes.map { (name: $0.name, value: $0.value) })
    }

    /// Reads the settings.
    init(_ values: SettingValues) throws(SettingsError) {
        let base = values[.otlpEndpoint]
        traces = try Self.endpoint(.otlpTracesEndpoint, base, "/v1/traces", values)
        metrics = try Self.endpoint(.otlpMetricsEndpoint, base, "/v1/metrics", values)
        fields = try Self.pairs(.otlpHeaders, values[.otlpHeaders])
        guard fields.allSatisfy({ Self.isFieldName($0.name) && Self.isFieldValue($0.value) }) else {
            throw SettingsError(
                .otlpHeaders, got: "a text that is not repeated here",
                expected: "header fields, such as name=value,name2=value2")
        }
        service = values.text(.serviceName)
        attributes = try Self.pairs(.resourceAttributes, values[.resourceAttributes])
        let ratio = values.text(.samplerRatio)
        guard let number = Double(ratio), (0...1).contains(number) else {
            throw SettingsError(.samplerRatio, text: ratio, expected: "a number from 0 to 1, such as 0.1")
        }
        samplingRatio = number
        interval = .milliseconds(try values.numberOrDefault(.exportInterval))
        writesEMF = try values.choice(.metrics, as: MetricsOutput.self) == .emf
    }

    private enum MetricsOutput: String { case prometheus, emf }

    private static func endpoint(
        _ setting: Setting, _ base: String?, _ suffix: String, _ values: SettingValues
    ) throws(SettingsError) -> OTLPEndpoint? {
        if let text = values[setting] { return try OTLPEndpoint(text, appending: nil, of: setting) }
        guard let base else { return nil }
        return try OTLPEndpoint(base, appending: suffix, of: .otlpEndpoint)
    }

    /// Parses `name=value,name2=value2`, with percent-encoded values (W3C Baggage).
    private static func pairs(_ setting: Setting, _ text: String?) throws(SettingsError) -> [Field] {
        guard let text else { return [] }
        return try text.split(separator: ",", omittingEmptySubsequences: false).map { part throws(SettingsError) in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = pair[0].filter { $0 != " " }
            guard pair.count == 2, !name.isEmpty, let value = PercentEncoding.decode(pair[1].drop { $0 == " " }) else {
                throw SettingsError(
                    setting, got: "a text that is not repeated here", expected: "pairs, such as name=value,name2=value2"
                )
            }
            return Field(name: String(name), value: value)
        }
    }

    /// Returns `true` for a token of HTTP (RFC 9110, section 5.6.2) other than the names that a request sets itself.
    private static func isFieldName(_ name: String) -> Bool {
        let own = ["content-type", "content-length", "host", "transfer-encoding"]
        return !own.contains(name.lowercased())
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
    }

    private static func isFieldValue(_ value: String) -> Bool { value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
}
