/// The ARN of a secret in Secrets Manager: `arn:PARTITION:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX`.
///
/// Source: "Actions, resources, and condition keys for AWS Secrets Manager", Service Authorization Reference.
public struct SecretARN: Sendable, Hashable {
    /// The partition, such as `aws` or `aws-cn`.
    public let partition: String
    /// The region of the secret, the only one that can read it.
    public let region: String
    /// The account's id.
    public let account: String
    /// The name, with the six random characters that Secrets Manager adds.
    public let name: String

    /// Parses an ARN.
    /// - Parameter text: The ARN, or a secret's name.
    /// - Returns: `nil` if the text is not the ARN of a secret.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 7, parts[0] == "arn", parts[2] == "secretsmanager", parts[5] == "secret",
            [1, 3, 4, 6].allSatisfy({ !parts[$0].isEmpty })
        else { return nil }
        (partition, region, account, name) = (parts[1], parts[3], parts[4], parts[6])
    }
}

extension SecretARN: CustomStringConvertible {
    /// The ARN.
    public var description: String { "arn:\(partition):secretsmanager:\(region):\(account):secret:\(name)" }
}
