public import CloudFormation

/// The key that encrypts stored data.
public enum StorageEncryption: Sendable, Hashable {
    /// A key of the storage service itself, which no policy names and no trail records.
    case serviceOwned
    /// The account's own key for the service, such as `aws/s3`, which AWS manages. Other accounts cannot use it.
    case awsManaged
    /// A key of AWS KMS with a policy of its own.
    case key(ResourceARN<AWS.KMS.Key>)

    /// The key with a policy of its own, if it is one.
    var ownKey: ResourceARN<AWS.KMS.Key>? {
        if case .key(let arn) = self { arn } else { nil }
    }

    /// The encryption of a bucket's objects.
    var ofBucket: AWS.S3.Bucket.BucketEncryption {
        var rule = AWS.S3.Bucket.ServerSideEncryptionRule(
            serverSideEncryptionByDefault: .init(
                sseAlgorithm: self == .serviceOwned ? .literal(.aes256) : .literal(.awsKms),
                kmsMasterKeyID: ownKey?.value))
        // One call of KMS for many objects ("Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys").
        if self != .serviceOwned { rule.bucketKeyEnabled = true }
        return AWS.S3.Bucket.BucketEncryption(serverSideEncryptionConfiguration: [rule])
    }

    /// Allows the grantee to use the key, where that takes a permission of its own.
    /// - Parameter actions: The actions, such as `kms:Decrypt`.
    func grant(_ actions: String..., to grantee: some Grantee) {
        guard let ownKey else { return }
        grantee.grant(PolicyStatement(actions: actions, resources: [ownKey.value]))
    }
}
