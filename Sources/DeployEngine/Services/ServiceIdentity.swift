/// A service's name and its cluster, from an ARN or given apart.
package struct ServiceIdentity: Sendable, Hashable {
    /// The ARN or name.
    package let service: String
    /// The cluster's name or ARN; nil for the default cluster.
    package let cluster: String?

    /// Creates an identity.
    /// - Parameters:
    ///   - service: The ARN, `arn:…:service/CLUSTER/NAME`, or the name.
    ///   - cluster: The cluster; nil to take it from the ARN.
    package init(_ service: String, cluster: String? = nil) {
        self.service = service
        guard cluster == nil, service.hasPrefix("arn:") else {
            self.cluster = cluster
            return
        }
        let path = service.split(separator: ":").last?.split(separator: "/") ?? []
        // The short form of an ARN before 2018 has no cluster.
        self.cluster = path.count == 3 ? String(path[1]) : nil
    }

    /// The name without the ARN.
    package var name: String { service.split(separator: "/").last.map(String.init) ?? service }
}
