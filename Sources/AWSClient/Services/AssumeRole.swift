package import AWSSigV4

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A role's temporary credentials.
package struct AssumedRole: Sendable, Hashable {
    /// The credentials.
    package let credentials: AWSCredentials
    /// The time of their expiration.
    package let expiration: Date
    /// The assumed role's ARN with the session's name; nil if the response has none.
    package let arn: String?

    init(from result: ResponseElement) throws {
        guard let keys = result["Credentials"] else {
            throw ResponseElement.MissingElementError(name: "Credentials", parent: result.name)
        }
        guard let expiration = keys.date("Expiration") else {
            throw ResponseElement.MissingElementError(name: "Expiration that is a time", parent: keys.name)
        }
        credentials = AWSCredentials(
            accessKeyID: try keys.required("AccessKeyId"), secretAccessKey: try keys.required("SecretAccessKey"),
            sessionToken: try keys.required("SessionToken"))
        self.expiration = expiration
        arn = result["AssumedRoleUser"]?.text("Arn")
    }
}

/// `AssumeRole`.
package struct AssumeRole: QueryOperation {
    /// STS.
    package static let service = AWSService.sts
    /// `AssumeRole`.
    package static let name = "AssumeRole"

    /// The role's ARN.
    package var roleARN: String
    /// The session's name: 2 to 64 letters, digits and `+=,.@_-`.
    package var sessionName: String
    /// The external id that the role's trust policy requires, if any.
    package var externalID: String?
    /// The validity of the credentials in seconds: 900 to 43,200, or nil for an hour.
    package var durationSeconds: Int?

    /// Creates the operation.
    package init(roleARN: String, sessionName: String, externalID: String? = nil, durationSeconds: Int? = nil) {
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.externalID = externalID
        self.durationSeconds = durationSeconds
    }

    /// The form's fields.
    package var parameters: QueryParameters {
        var form = QueryParameters()
        form.add("RoleArn", roleARN)
        form.add("RoleSessionName", sessionName)
        form.add("ExternalId", externalID)
        form.add("DurationSeconds", durationSeconds)
        return form
    }

    /// Temporary credentials.
    package typealias Output = AssumedRole

    /// Decodes the role's credentials.
    package static func output(from result: ResponseElement) throws -> AssumedRole { try AssumedRole(from: result) }
}

/// `AssumeRoleWithWebIdentity`, which the token authenticates instead of a signature.
package struct AssumeRoleWithWebIdentity: QueryOperation {
    /// STS.
    package static let service = AWSService.sts
    /// `AssumeRoleWithWebIdentity`.
    package static let name = "AssumeRoleWithWebIdentity"

    /// The role's ARN.
    package var roleARN: String
    /// The session's name.
    package var sessionName: String
    /// The provider's token; a secret.
    package var token: String
    /// The validity of the credentials in seconds: 900 to 43,200, or nil for an hour.
    package var durationSeconds: Int?

    /// Creates the operation.
    package init(roleARN: String, sessionName: String, token: String, durationSeconds: Int? = nil) {
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.token = token
        self.durationSeconds = durationSeconds
    }

    /// `false`.
    package var isSigned: Bool { false }

    /// The form's fields.
    package var parameters: QueryParameters {
        var form = QueryParameters()
        form.add("RoleArn", roleARN)
        form.add("RoleSessionName", sessionName)
        form.add("WebIdentityToken", token)
        form.add("DurationSeconds", durationSeconds)
        return form
    }

    /// Temporary credentials.
    package typealias Output = AssumedRole

    /// Decodes the role's credentials.
    package static func output(from result: ResponseElement) throws -> AssumedRole { try AssumedRole(from: result) }
}

extension AssumeRoleWithWebIdentity: CustomStringConvertible, CustomReflectable {
    /// The role and the session, without the token.
    package var description: String { "AssumeRoleWithWebIdentity(\(roleARN), \(sessionName))" }

    /// A mirror of the parts that ``description`` shows.
    package var customMirror: Mirror {
        Mirror(self, children: ["roleARN": roleARN, "sessionName": sessionName], displayStyle: .struct)
    }
}
