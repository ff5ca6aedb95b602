public import AWSSigV4
internal import HTTPTypes

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Calls of STS: the caller's identity and temporary credentials of roles.
public struct SecurityTokenService: Sendable {
    private let client: ServiceClient

    /// Creates the service with a client of ``AWSService/sts``.
    public init(_ client: ServiceClient) { self.client = client }

    /// Returns the identity of the credentials and the difference of the clocks.
    /// - Throws: ``AWSError``.
    public func callerIdentity() async throws(AWSError) -> (identity: CallerIdentity, clockDifference: TimeInterval?) {
        let (response, difference) = try await client.send(GetCallerIdentity())
        do {
            return (try GetCallerIdentity.output(of: response), difference)
        } catch {
            throw AWSError(
                .invalidResponse, service: client.service.name, operation: GetCallerIdentity.name,
                message: "the response cannot be decoded: \(error)", status: response.head.status.code)
        }
    }

    /// Returns temporary credentials of a role.
    /// - Throws: ``AWSError``.
    public func assume(_ role: AssumeRole) async throws(AWSError) -> AssumedRole { try await client.call(role) }

    /// Returns temporary credentials of a role for a token of an OpenID Connect provider. The call is not signed.
    /// - Throws: ``AWSError``.
    public func assume(_ role: AssumeRoleWithWebIdentity) async throws(AWSError) -> AssumedRole {
        try await client.call(role)
    }
}

/// The identity of credentials.
public struct CallerIdentity: Sendable, Hashable {
    /// The account's twelve digits.
    public let account: String
    /// The user's or the assumed role's ARN.
    public let arn: String
    /// The unique id of the user or role.
    public let userID: String
}

/// `GetCallerIdentity`, which needs no permission.
public struct GetCallerIdentity: QueryOperation {
    /// STS.
    public static let service = AWSService.sts
    /// `GetCallerIdentity`.
    public static let name = "GetCallerIdentity"

    /// Creates the operation.
    public init() {}

    /// No fields.
    public var parameters: QueryParameters { QueryParameters() }

    /// The identity.
    public typealias Output = CallerIdentity

    /// Decodes the identity.
    public static func output(from result: XMLElement) throws -> CallerIdentity {
        CallerIdentity(
            account: try result.required("Account"), arn: try result.required("Arn"),
            userID: try result.required("UserId"))
    }
}

/// A role's temporary credentials.
public struct AssumedRole: Sendable, Hashable {
    /// The credentials.
    public let credentials: AWSCredentials
    /// The time of their expiration.
    public let expiration: Date
    /// The assumed role's ARN with the session's name; nil if the response has none.
    public let arn: String?

    init(from result: XMLElement) throws {
        guard let keys = result["Credentials"] else {
            throw XMLElement.MissingElementError(name: "Credentials", parent: result.name)
        }
        guard let expiration = keys.date("Expiration") else {
            throw XMLElement.MissingElementError(name: "Expiration that is a time", parent: keys.name)
        }
        credentials = AWSCredentials(
            accessKeyID: try keys.required("AccessKeyId"), secretAccessKey: try keys.required("SecretAccessKey"),
            sessionToken: try keys.required("SessionToken"))
        self.expiration = expiration
        arn = result["AssumedRoleUser"]?.text("Arn")
    }
}

/// `AssumeRole`.
public struct AssumeRole: QueryOperation {
    /// STS.
    public static let service = AWSService.sts
    /// `AssumeRole`.
    public static let name = "AssumeRole"

    /// The role's ARN.
    public var roleARN: String
    /// The session's name: 2 to 64 letters, digits and `+=,.@_-`.
    public var sessionName: String
    /// The external id that the role's trust policy requires, if any.
    public var externalID: String?
    /// The validity of the credentials in seconds: 900 to 43,200, or nil for an hour.
    public var durationSeconds: Int?

    /// Creates the operation.
    public init(roleARN: String, sessionName: String, externalID: String? = nil, durationSeconds: Int? = nil) {
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.externalID = externalID
        self.durationSeconds = durationSeconds
    }

    /// The form's fields.
    public var parameters: QueryParameters {
        var form = QueryParameters()
        form.add("RoleArn", roleARN)
        form.add("RoleSessionName", sessionName)
        form.add("ExternalId", externalID)
        form.add("DurationSeconds", durationSeconds)
        return form
    }

    /// Temporary credentials.
    public typealias Output = AssumedRole

    /// Decodes the role's credentials.
    public static func output(from result: XMLElement) throws -> AssumedRole { try AssumedRole(from: result) }
}

/// `AssumeRoleWithWebIdentity`, which the token authenticates instead of a signature.
public struct AssumeRoleWithWebIdentity: QueryOperation {
    /// STS.
    public static let service = AWSService.sts
    /// `AssumeRoleWithWebIdentity`.
    public static let name = "AssumeRoleWithWebIdentity"

    /// The role's ARN.
    public var roleARN: String
    /// The session's name.
    public var sessionName: String
    /// The provider's token; a secret.
    public var token: String
    /// The validity of the credentials in seconds: 900 to 43,200, or nil for an hour.
    public var durationSeconds: Int?

    /// Creates the operation.
    public init(roleARN: String, sessionName: String, token: String, durationSeconds: Int? = nil) {
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.token = token
        self.durationSeconds = durationSeconds
    }

    /// `false`.
    public var isSigned: Bool { false }

    /// The form's fields.
    public var parameters: QueryParameters {
        var form = QueryParameters()
        form.add("RoleArn", roleARN)
        form.add("RoleSessionName", sessionName)
        form.add("WebIdentityToken", token)
        form.add("DurationSeconds", durationSeconds)
        return form
    }

    /// Temporary credentials.
    public typealias Output = AssumedRole

    /// Decodes the role's credentials.
    public static func output(from result: XMLElement) throws -> AssumedRole { try AssumedRole(from: result) }
}

extension AssumeRoleWithWebIdentity: CustomStringConvertible, CustomReflectable {
    /// The role and the session, without the token.
    public var description: String { "AssumeRoleWithWebIdentity(\(roleARN), \(sessionName))" }

    /// A mirror of the parts that ``description`` shows.
    public var customMirror: Mirror {
        Mirror(self, children: ["roleARN": roleARN, "sessionName": sessionName], displayStyle: .struct)
    }
}
