package import AnalyticsAPI

/// The address and the port of administration, with metrics and health checks.
package struct AdministrationAddress: Hashable, Sendable {
    /// The address to listen on.
    package let host: String
    /// The port to listen on; 0 lets the system choose one.
    package let port: Int
    /// The host names that requests may be addressed to.
    package var hosts: HostPolicy { HostPolicy(listeningOn: host, names: []) }

    /// Reads `ADMIN_HOST` and `ADMIN_PORT`.
    ///
    /// - Parameter api: The address of the API, which must be another one.
    /// - Returns: The address, or `nil` without a port.
    /// - Throws: ``SettingsError``.
    static func read(
        _ values: SettingValues, besides api: (host: String, port: Int)
    ) throws(SettingsError) -> AdministrationAddress? {
        let host = values.text(.adminHost)
        guard ServerSettings.isHost(host) else {
            throw SettingsError(.adminHost, text: host, expected: "an address or a name, such as 127.0.0.1")
        }
        guard let port = try values.number(.adminPort) else {
            guard values[.adminHost] == nil else {
                throw SettingsError(
                    "\(Setting.adminHost.name) applies only with \(Setting.adminPort.name): set the port, or remove it")
            }
            return nil
        }
        guard port == 0 || port != api.port else {
            throw SettingsError(
                "\(Setting.adminPort.name): got \(port), the port of the API; expected another one, so that a load balancer "
                    + "that forwards the API's port cannot reach it")
        }
        return AdministrationAddress(host: host, port: port)
    }
}
