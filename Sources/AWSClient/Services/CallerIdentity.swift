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
package struct GetCallerIdentity: QueryOperation {
    /// STS.
    package static let service = AWSService.sts
    /// `GetCallerIdentity`.
    package static let name = "GetCallerIdentity"

    /// Creates the operation.
    package init() {}

    /// No fields.
    package var parameters: QueryParameters { QueryParameters() }

    /// The identity.
    package typealias Output = CallerIdentity

    /// Decodes the identity.
    package static func output(from result: ResponseElement) throws -> CallerIdentity {
        CallerIdentity(
            account: try result.required("Account"), arn: try result.required("Arn"),
            userID: try result.required("UserId"))
    }
}
