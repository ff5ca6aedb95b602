/// The authentication of a database login.
package enum DatabaseAuthentication: String, Sendable, Hashable, CaseIterable {
    /// A password from a secret.
    case secret
    /// A token that the server signs with its AWS credentials ("IAM database authentication for MariaDB, MySQL, and
    /// PostgreSQL", Amazon RDS User Guide). No password exists.
    case iam
}
