import Foundation
import Processes

/// A test authority that signs certificates for servers.
package final class CertificateAuthority: Sendable {
    /// A server's certificate with its key.
    package struct Certificate: Sendable {
        package let path: String
        package let keyPath: String
    }

    /// A Boolean value that indicates whether openssl is installed.
    package static let isAvailable = FileManager.default.isExecutableFile(atPath: program)
    private static let program = "/usr/bin/openssl"
    // Elliptic curves, because RSA keys are slow to generate.
    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]

    private let folder: TemporaryFolder
    /// The authority's own certificate, in PEM.
    package var path: String { folder.path + "/authority.pem" }

    /// Makes an authority with a new key.
    package init() async throws {
        folder = try TemporaryFolder()
        try await ChildProcess.run(
            [
                Self.program, "req", "-x509", "-subj", "/CN=Weir test authority", "-keyout", "authority.key", "-out",
                path,
            ]
                + Self.newKey, folder: folder.path)
    }

    /// Makes a certificate for a server name.
    package func certificate(for name: String) async throws -> Certificate {
        let certificate = Certificate(path: "\(folder.path)/\(name).pem", keyPath: "\(folder.path)/\(name).key")
        try await ChildProcess.run(
            [
                Self.program, "req", "-x509", "-CA", path, "-CAkey", "authority.key", "-subj", "/CN=\(name)", "-addext",
                "subjectAltName=DNS:\(name)", "-keyout", certificate.keyPath, "-out", certificate.path,
            ] + Self.newKey, folder: folder.path)
        return certificate
    }
}
