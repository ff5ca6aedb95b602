package import Diagnostics
import Infra

/// The arguments of `infra-cli export`.
package struct ExportRequest: Sendable {
    /// The platforms.
    package enum Platform: Sendable, Hashable {
        /// Kubernetes, with the host name of the Ingress.
        case kubernetes(host: String?)
        /// Compose.
        case compose
    }

    /// The environment's name.
    package var environment: String
    /// The platform.
    package var platform: Platform
    /// The image; nil is the file's.
    package var image: String?
    /// The folder that contains `deploy`; nil is the working directory.
    package var directory: String?

    /// Creates a request.
    package init(environment: String, platform: Platform, image: String? = nil, directory: String? = nil) {
        self.environment = environment
        self.platform = platform
        self.image = image
        self.directory = directory
    }

    /// The documents.
    package func documents() throws(CommandError) -> YAMLDocuments {
        let settings = try DeploymentEnvironment.ofCommand(environment, image: image, directory: directory)
        let export = try ExportSettings(settings)
        switch platform {
        case .kubernetes(let host):
            if let host, !ExportRequest.isHost(host) {
                throw CommandError(
                    exitCode: .usage,
                    description: "error: --host is \(SafeDescription.setting(host)); expected a host name such as "
                        + "weir.example.org")
            }
            return KubernetesExport(export, host: host).documents
        case .compose: return ComposeExport(export).documents
        }
    }

    /// The documents as YAML.
    package func text() throws(CommandError) -> String {
        let documents = try documents()
        do {
            return try documents.text()
        } catch {
            throw CommandError(exitCode: .data, description: "error: \(error)")
        }
    }

    /// The documents as JSON: one object, or a list of several.
    package func json() throws(CommandError) -> String {
        let documents = try documents().documents
        return (documents.count == 1 ? documents[0] : .list(documents)).json
    }

    /// A Boolean value that indicates whether a text is a lower-case DNS name (RFC 1123), as Ingress requires.
    private static func isHost(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return (1...253).contains(text.utf8.count) && labels.count > 1
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
            }
    }
}
