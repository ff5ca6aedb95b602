import AnalyticsAPI
import Logging
import ServiceLifecycle

/// Serves metrics and health checks on a port of their own.
struct AdministrationService: Service {
    let server: AnalyticsServer
    let address: AdministrationAddress
    let logger: Logger

    func run() async throws {
        let application: any Service = server.administration(
            host: address.host, port: address.port, hosts: address.hosts
        ) { port in
            logger.info(
                "administration port is open", metadata: ["host": "\(address.host)", "port": .stringConvertible(port)])
        }
        do {
            try await application.run()
        } catch {
            let failure = ListenFailure(
                host: address.host, port: address.port,
                flags: (host: Setting.adminHost.name, port: Setting.adminPort.name))
            throw StartError(description: failure.explain(error))
        }
    }
}
