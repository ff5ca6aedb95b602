package import AWSClient

/// The addresses of an environment's bucket at an endpoint of S3.
package struct ArtifactAddresses: Sendable {
    private let endpoint: Endpoint

    /// Creates the addresses of an endpoint.
    package init(endpoint: Endpoint) { self.endpoint = endpoint }

    /// Returns the place of a bucket for calls.
    /// - Throws: ``EngineError`` for a name that is not a bucket's.
    package func location(of bucket: String) throws(EngineError) -> BucketLocation {
        do {
            return try BucketLocation(bucket: bucket, endpoint: endpoint)
        } catch {
            throw EngineError(.invalidInput, "the artifact bucket cannot be addressed: \(error)")
        }
    }

    /// Returns the URL of an object, for services that fetch it themselves.
    package func url(bucket: String, key: String) -> String { "\(endpoint.url)/\(bucket)/\(key)" }
}
