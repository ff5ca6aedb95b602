public import AWSSigV4
internal import HTTPTypes

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Calls of STS: who am I, and roles to become.
public struct SecurityTokenService: Sendable {
    private let client: ServiceClient

    /// Calls through a client of ``AWSService/sts``.
    public init(_ client: ServiceClient) { self.client = client }

    /// Whose credentials the calls are signed with, and how the clocks compare.
    /// - Throws: ``AWSError``.
    public func callerIdentity() async throws(AWSError) -> (identity: CallerIdentity, clockDifference: TimeInterval?) {
        let (response, difference) = try await client.send(GetCallerIdentity())
        do {
            return (try GetCallerIdentity.output(of: response), difference)
        } catch {
            throw AWSError(
                .invalidResponse, service: client.service.name, operation: GetCallerIdentity.name,
                message: "the answer cannot be read: \(error)", status: response.head.status.code)
        }
    }

    /// Temporary credentials of a role.
    /// - Throws: ``AWSError``.
    public func assume(_ role: AssumeRole) async throws(AWSError) -> AssumedRole { try await client.call(role) }

    /// Temporary credentials of a role, for a token of an OpenID Connect provider. The call is not signed.
    /// - Throws: ``AWSError``.
    public func assume(_ role: AssumeRoleWithWebIdentity) async throws(AWSError) -> AssumedRole {
        try await client.call(role)
    }
}

/// Who somebody is to AWS.
public struct CallerIdentity: Sendable, Hashable {
    /// The account's twelve digits.
    public let account: String
    /// The user's or the assumed role's ARN.
    public let arn: String
    /// The unique id behind the ARN.
    public let userID: String
}

/// `GetCallerIdentity`: allowed to everyone who can sign.
public struct GetCallerIdentity: QueryOperation {
    /// STS.
    public static let service = AWSService.sts
    /// `GetCallerIdentity`.
    public static let name = "GetCallerIdentity"

    /// Asks.
    public init() {}

    /// None.
    public var parameters: QueryParameters { QueryParameters() }

    /// Account, ARN and id.
    public typealias Output = CallerIdentity

    /// The three parts of the answer.
    public static func output(from result: XMLElement) throws -> CallerIdentity {
        CallerIdentity(
            account: try result.required("Account"), arn: try result.required("Arn"),
            userID: try result.required("UserId"))
    }
}

/// A role's temporary credentials.
public struct AssumedRole: Sendable, Hashable {
    /// What to sign with.
    public let credentials: AWSCredentials
    /// When they end.
    public let expiration: Date
    /// The assumed role's ARN, with the session's name; nil if the answer has none.
    public let arn: String?

    init(from result: XMLElement) throws {
        guard let keys = result["Credentials"] else {
            throw XMLElement.Missing(name: "Credentials", parent: result.name)
        }
        guard let expiration = keys.date("Expiration") else {
            throw XMLElement.Missing(name: "Expiration that is a time", parent: keys.name)
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
    /// What the role's owner agreed on with a third party, if anything.
    public var externalID: String?
    /// Seconds that the credentials hold: 900 to 43,200, or nil for an hour.
    public var durationSeconds: Int?

    /// Asks for a role.
    public init(roleARN: String, sessionName: String, externalID: String? = nil, durationSeconds: Int? = nil) {
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.externalID = externalID
        self.durationSeconds = durationSeconds
    }

    /// The properties.
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

    /// The role's credentials.
    public static func output(from result: XMLElement) throws -> AssumedRole { try AssumedRole(from: result) }
}

/// `AssumeRoleWithWebIdentity`: the token proves who calls, so nothing is signed.
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
    /// Seconds that the credentials hold: 900 to 43,200, or nil for an hour.
    public var durationSeconds: Int?

    /// Asks for a role.
    public init(roleARN: String, sessionName: String, token: String, durationSeconds: Int? = nil) {
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.token = token
        self.durationSeconds = durationSeconds
    }

    /// False.
    public var isSigned: Bool { false }

    /// The properties.
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

    /// The role's credentials.
    public static func output(from result: XMLElement) throws -> AssumedRole { try AssumedRole(from: result) }
}

extension AssumeRoleWithWebIdentity: CustomStringConvertible, CustomReflectable {
    /// The role and the session, without the token.
    public var description: String { "AssumeRoleWithWebIdentity(\(roleARN), \(sessionName))" }

    /// A mirror that shows no more than ``description`` does.
    public var customMirror: Mirror {
        Mirror(self, children: ["roleARN": roleARN, "sessionName": sessionName], displayStyle: .struct)
    }
}
