/// The certificate authority of a database's TLS certificate ("Using SSL/TLS to encrypt a connection to a DB instance").
public enum DatabaseCertificateAuthority: String, Sendable, Hashable, CaseIterable, TextReadable {
    /// RSA with 2048 bits; RDS's default.
    case rsa2048 = "rds-ca-rsa2048-g1"
    /// RSA with 4096 bits.
    case rsa4096 = "rds-ca-rsa4096-g1"
    /// ECC with 384 bits.
    case ecc384 = "rds-ca-ecc384-g1"
}
