package import Diagnostics
package import Infra
package import ServerContract

/// The parts of an environment that an export to another platform takes over.
package struct ExportSettings: Sendable {
    /// The application's name, which the objects are named after.
    package let application: String
    /// The environment's name.
    package let environment: String
    /// The image's full reference.
    package let image: String
    /// The image's tag, or the start of its digest.
    package let version: String
    /// The tasks' settings.
    package let service: ContainerService
    /// The database's settings.
    package let database: PostgresDatabase
    /// The port that the server listens on.
    package let port: Int
    /// The rights of a caller without credentials.
    package let anonymous: AnonymousAccess
    /// The host name of the service; nil without one.
    package let host: String?

    /// Reads an environment.
    /// - Throws: ``CommandError`` if the image is in the account's own registry and the account is not known.
    package init(_ settings: DeploymentEnvironment) throws(CommandError) {
        application = settings.application
        environment = settings.name
        service = settings.service
        database = settings.database
        port = settings.loadBalancer.targetPort
        anonymous = settings.anonymous
        host = settings.publicName.domain?.description
        image = try ExportSettings.reference(settings)
        let text = settings.service.image.version.drop { $0 == ":" || $0 == "@" }
        version = String(String(text).replacingPrefix("sha256:", with: "").prefix(63))
    }

    /// The version in a name: lower-case letters, digits and hyphens, at most 16.
    package var versionInNames: String {
        let cleaned = version.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return String(cleaned.prefix(16)).trimmingHyphens
    }

    private static func reference(_ settings: DeploymentEnvironment) throws(CommandError) -> String {
        let image = settings.service.image
        let path = image.repository + image.version
        switch image.registry {
        case .ecr(_, _, let host), .other(let host): return "\(host)/\(path)"
        case .own:
            guard let account = settings.account else {
                throw CommandError(
                    exitCode: .data,
                    description:
                        "error: the image \(SafeDescription.setting(path)) is in the account's own registry, and "
                        + "deploy/\(settings.name).yaml names no account; set account, or pass --image with a registry")
            }
            let suffix = settings.region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
            return "\(account).dkr.ecr.\(settings.region).\(suffix)/\(path)"
        }
    }

    /// The processor architecture in the words of containers.
    package var platform: String { service.architecture == .arm64 ? "arm64" : "amd64" }

    /// The user's and the group's number.
    package var user: (id: Int, group: Int) {
        let ids = service.user.split(separator: ":").compactMap { Int($0) }
        let id = ids.first ?? 10001
        return (id, ids.count > 1 ? ids[1] : id)
    }
}

extension String {
    /// The text without hyphens at its ends.
    fileprivate var trimmingHyphens: String {
        String(drop { $0 == "-" }.reversed().drop { $0 == "-" }.reversed())
    }
}
