public import CloudFormation

extension UserPool {
    /// A reference to a user pool, built here, shared by another stack, or existing.
    public struct Reference: Sendable, Hashable, Shareable {
        /// The pool's id.
        public let id: ResourceID<AWS.Cognito.UserPool>
        /// The pool's ARN.
        public let arn: ResourceARN<AWS.Cognito.UserPool>
        /// The prefix of the sign-in page's host name; nil without a sign-in page.
        public let domain: ResourceName<AWS.Cognito.UserPoolDomain>?

        /// An existing user pool.
        public init(
            id: ResourceID<AWS.Cognito.UserPool>, arn: ResourceARN<AWS.Cognito.UserPool>,
            domain: ResourceName<AWS.Cognito.UserPoolDomain>? = nil
        ) {
            self.id = id
            self.arn = arn
            self.domain = domain
        }

        /// The issuer of the pool's tokens, the claim `iss`.
        public var issuer: TemplateValue<String> { "https://cognito-idp.\(AWS.region).\(AWS.urlSuffix)/\(id)" }

        /// The address of the keys that sign the pool's tokens.
        public var keys: TemplateValue<String> { "\(issuer)/.well-known/jwks.json" }

        /// Passes the values through the transfer.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            Reference(
                id: transfer.text("Id", id, "The user pool's id"),
                arn: transfer.text("Arn", arn, "The user pool's ARN"),
                domain: domain.map { transfer.text("Domain", $0, "The prefix of the sign-in page's host name") })
        }

        /// A user pool with a sign-in page.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(id: "", arn: "", domain: "")
        }
    }
}
