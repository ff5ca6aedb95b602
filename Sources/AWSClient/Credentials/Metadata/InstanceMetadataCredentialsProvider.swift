internal import HTTPCore
internal import HTTPTypes

/// A provider of the credentials of an EC2 instance's role, from the instance metadata service: with a token (version 2),
/// or without one (version 1) if the service has no tokens and version 1 is allowed.
///
/// Sources: "IMDS credential provider", AWS SDKs and Tools Reference Guide; "Use the Instance Metadata Service", Amazon
/// EC2 User Guide.
package struct InstanceMetadataCredentialsProvider: CredentialsProvider {
    static let source = "instance metadata"

    private static let tokenLifetime = "21600"
    private static let rolePath = "meta-data/iam/security-credentials/"

    private let context: CredentialsContext
    private let client: MetadataClient

    /// Creates a provider.
    /// - Parameter context: The provider's dependencies.
    package init(_ context: CredentialsContext) {
        self.context = context
        client = MetadataClient(context, timeout: .seconds(1))
    }

    /// Requests a token, the role's name and its credentials.
    package func credentials() async throws(CredentialsError) -> ResolvedCredentials {
        let settings = try InstanceMetadataSettings(
            environment: context.environment, configuration: try context.configuration(for: Self.source))
        var fields = HTTPFields()
        fields[.metadataToken] = try await token(settings)
        let list = try await get(Self.rolePath, fields, settings)
        guard list.status != .notFound else {
            throw CredentialsError(.notConfigured, source: Self.source, reason: "the instance has no role")
        }
        let role = try Self.role(try Self.body(of: list, "the list of roles"))
        let response = try await get(Self.rolePath + role, fields, settings)
        let document = try CredentialsDocument.read(
            try Self.body(of: response, "the credentials of role \(role)"), source: Self.source)
        if let code = document.code, code != "Success" {
            throw Self.unavailable("the service has no credentials for role \(role): \(Self.shown(code))")
        }
        return try document.resolved(source: Self.source, expires: true)
    }

    /// A token for requests, or `nil` for requests without one (version 1).
    private func token(_ settings: InstanceMetadataSettings) async throws(CredentialsError) -> String? {
        var fields = HTTPFields()
        fields[.metadataTokenLifetime] = Self.tokenLifetime
        let request = settings.endpoint.request(.put, path: settings.path("api/token"), fields: fields)
        let response: MetadataClient.Response
        do throws(TransportError) {
            // Outside EC2 no server listens at the address, and retries only take time.
            response = try await client.send(request, isFinal: { $0.kind == .connection || $0.kind == .connectTimeout })
        } catch {
            throw CredentialsError(error, source: Self.source, from: settings.endpoint.host)
        }
        switch response.status.code {
        case 200:
            let text = String(decoding: response.body, as: UTF8.self).withoutSurroundingBlanks
            guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw Self.unavailable("the service's token is not visible ASCII")
            }
            return text
        case 403, 404, 405:
            guard settings.allowsVersion1 else {
                throw Self.unavailable(
                    "the service refuses a token (\(response.status.code)), and version 1, which needs none, is disabled"
                )
            }
            return nil
        default:
            throw Self.unavailable("the service responded with status \(response.status.code) to a request for a token")
        }
    }

    private func get(
        _ name: String, _ fields: HTTPFields, _ settings: InstanceMetadataSettings
    ) async throws(CredentialsError) -> MetadataClient.Response {
        do throws(TransportError) {
            return try await client.send(settings.endpoint.request(path: settings.path(name), fields: fields))
        } catch {
            throw CredentialsError(error, source: Self.source, from: settings.endpoint.host)
        }
    }

    private static func body(
        of response: MetadataClient.Response, _ subject: String
    ) throws(CredentialsError) -> [UInt8] {
        guard response.status == .ok else {
            throw unavailable("the service responded with status \(response.status.code) to a request for \(subject)")
        }
        return response.body
    }

    /// The role's name, the first line: an instance has at most one role. The name becomes part of a path, so it is
    /// validated ("Names for users, groups and roles", IAM User Guide).
    private static func role(_ body: [UInt8]) throws(CredentialsError) -> String {
        let name = String(decoding: body.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
        let isName =
            (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                    || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "+=,.@-_".utf8.contains(byte)
            }
        guard isName, name != ".", name != ".." else {
            throw unavailable("the service's list of roles does not begin with a valid role name")
        }
        return name
    }

    /// A code for a message. Codes are words; any other text is not repeated.
    private static func shown(_ code: String) -> String {
        let isWord =
            (1...64).contains(code.utf8.count)
            && code.utf8.allSatisfy {
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0
            }
        return isWord ? code : "a code of \(code.utf8.count) bytes"
    }

    private static func unavailable(_ reason: String) -> CredentialsError {
        CredentialsError(.unavailable, source: source, reason: reason)
    }
}

extension HTTPField.Name {
    // Both names are valid tokens, so the initializer never returns nil.
    /// The field of a request for a token.
    fileprivate static let metadataTokenLifetime = HTTPField.Name("X-aws-ec2-metadata-token-ttl-seconds")!
    /// The field that carries a token.
    fileprivate static let metadataToken = HTTPField.Name("X-aws-ec2-metadata-token")!
}
