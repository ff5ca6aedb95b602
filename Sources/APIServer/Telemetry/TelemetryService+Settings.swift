import AWSClient
import AnalyticsAPI
import HTTPCore
import Logging
import Models

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension TelemetryService {
    /// Creates the export that settings describe; `nil` if they name no receiver.
    ///
    /// - Throws: ``SettingsError`` if the HTTP client or the AWS configuration cannot be used.
    static func make(
        _ settings: TelemetrySettings, buffer: SpanBuffer, registry: MetricsRegistry, resource: TelemetryResource,
        now: @escaping @Sendable () -> Timestamp, logger: Logger
    ) throws(SettingsError) -> TelemetryService? {
        guard settings.traces != nil || settings.metrics != nil else { return nil }
        let transport: CurlTransport
        do throws(TransportError) { transport = try CurlTransport() } catch {
            throw SettingsError("\(Setting.otlpEndpoint.name): no HTTP client: \(error)")
        }
        var credentials: (any CredentialsProvider)?
        if settings.traces?.signing != nil || settings.metrics?.signing != nil {
            let variables = ProcessInfo.processInfo.environment
            do throws(AWSError) {
                credentials = try AWSSession(environment: AWSEnvironment(variables)).configuration.credentials
            } catch {
                throw SettingsError("\(Setting.otlpEndpoint.name): no AWS configuration: \(error)")
            }
        }
        func sender(_ endpoint: OTLPEndpoint?) -> OTLPSender? {
            endpoint.map {
                OTLPSender($0, fields: settings.fields, transport: transport, credentials: credentials)
            }
        }
        return TelemetryService(
            traces: sender(settings.traces), metrics: sender(settings.metrics), buffer: buffer, registry: registry,
            document: OTLPDocument(resource), start: now(), interval: settings.interval, now: now,
            clock: ContinuousClock(), random: { Double.random(in: 0...1) },
            failures: ReasonLog(logger, "telemetry cannot be exported"))
    }
}
