internal import HTTPCore
internal import HTTPTypes

/// Credentials of the role that an EC2 instance has, from its metadata service: with a token (version 2), or without
/// one (version 1) where the service knows none and nobody forbids it.
///
/// "IMDS credential provider", AWS SDKs and Tools Reference Guide; "Use the Instance Metadata Service", Amazon EC2 User
/// Guide.
public struct InstanceMetadataCredentialsProvider: CredentialsProvider {
    static let source = "instance metadata"

    private static let tokenLifetime = "21600"
    private static let rolePath = "meta-data/iam/security-credentials/"

    private let context: CredentialsContext
    private let client: MetadataClient

    /// Creates a source.
    /// - Parameter context: What it relies on.
    public init(_ context: CredentialsContext) {
        self.context = context
        client = MetadataClient(context, timeout: .seconds(1))
    }

    /// Asks the service for a token, the role's name, and its credentials.
    public func credentials() async throws(CredentialsError) -> ResolvedCredentials {
        let settings = try InstanceMetadataSettings(
            environment: context.environment, configuration: try context.configuration(for: Self.source))
        var fields = HTTPFields()
        fields[.metadataToken] = try await token(settings)
        let list = try await get(Self.rolePath, fields, settings)
        guard list.status != .notFound else {
            throw CredentialsError(.notConfigured, source: Self.source, reason: "the instance has no role")
        }
        let role = try Self.role(try Self.body(of: list, "the list of roles"))
        let answer = try await get(Self.rolePath + role, fields, settings)
        let document = try CredentialsDocument.read(
            try Self.body(of: answer, "the credentials of role \(role)"), source: Self.source)
        if let code = document.code, code != "Success" {
            throw Self.unavailable("the service has no credentials for role \(role): \(Self.shown(code))")
        }
        return try document.resolved(source: Self.source, expires: true)
    }

    /// A token to ask with, or `nil` if the service is to be asked without one.
    private func token(_ settings: InstanceMetadataSettings) async throws(CredentialsError) -> String? {
        var fields = HTTPFields()
        fields[.metadataTokenLifetime] = Self.tokenLifetime
        let request = settings.endpoint.request(.put, path: settings.path("api/token"), fields: fields)
        let answer: MetadataClient.Answer
        do throws(TransportError) {
            // Where there is no such service, nothing listens at its address, and asking again only takes time.
            answer = try await client.send(request, isFinal: { $0.kind == .connection || $0.kind == .connectTimeout })
        } catch {
            throw CredentialsError(error, source: Self.source, from: settings.endpoint.host)
        }
        switch answer.status.code {
        case 200:
            let text = String(decoding: answer.body, as: UTF8.self).withoutSurroundingBlanks
            guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw Self.unavailable("the service gave a token that is no visible ASCII")
            }
            return text
        case 403, 404, 405:
            guard settings.allowsVersion1 else {
                throw Self.unavailable(
                    "the service refuses a token (\(answer.status.code)), and version 1, which needs none, is disabled")
            }
            return nil
        default: throw Self.unavailable("the service answered \(answer.status.code) instead of giving a token")
        }
    }

    private func get(
        _ name: String, _ fields: HTTPFields, _ settings: InstanceMetadataSettings
    ) async throws(CredentialsError) -> MetadataClient.Answer {
        do throws(TransportError) {
            return try await client.send(settings.endpoint.request(path: settings.path(name), fields: fields))
        } catch {
            throw CredentialsError(error, source: Self.source, from: settings.endpoint.host)
        }
    }

    private static func body(
        of answer: MetadataClient.Answer, _ what: String
    ) throws(CredentialsError) -> [UInt8] {
        guard answer.status == .ok else {
            throw unavailable("the service answered \(answer.status.code) when asked for \(what)")
        }
        return answer.body
    }

    /// The first line: an instance has one role at most. The name becomes part of a path, so it is taken only if it is
    /// one ("Names for users, groups and roles", IAM User Guide).
    private static func role(_ body: [UInt8]) throws(CredentialsError) -> String {
        let name = String(decoding: body.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
        let isName =
            (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                    || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "+=,.@-_".utf8.contains(byte)
            }
        guard isName, name != ".", name != ".." else {
            throw unavailable("the service's list of roles does not begin with the name of one")
        }
        return name
    }

    /// A code to show. Codes are words; anything else is not repeated.
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
    // Both names are valid tokens, so the initializer cannot answer nil.
    /// What a token is asked for with.
    fileprivate static let metadataTokenLifetime = HTTPField.Name("X-aws-ec2-metadata-token-ttl-seconds")!
    /// What a token is shown in.
    fileprivate static let metadataToken = HTTPField.Name("X-aws-ec2-metadata-token")!
}
