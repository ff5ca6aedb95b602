/// The way in which the application logs in to its database, as a role with just its rights.
package enum ApplicationLogin: String, Sendable, Hashable, CaseIterable {
    /// A token that the server signs with its AWS credentials. No password exists.
    case iam
    /// A generated secret of the role's own.
    case secret
}
