public import CloudFormation

/// The objects of an existing bucket of Amazon S3 whose keys begin with a prefix.
public struct BucketObjects: Sendable, Hashable {
    /// The bucket's name.
    public let bucket: String
    /// The beginning of the keys; the empty prefix is all of them.
    public let prefix: String

    /// Describes objects.
    public init(bucket: String, prefix: String = "") {
        self.bucket = bucket
        self.prefix = prefix
    }

    /// The pattern of the objects' ARNs.
    public var arn: TemplateValue<String> { "arn:\(AWS.partition):s3:::\(bucket)/\(prefix)*" }

    /// Returns a statement that allows reading objects, and older versions of them, without listing them.
    static func reading(_ objects: [BucketObjects], principal: TemplateExpression? = nil) -> PolicyStatement {
        PolicyStatement(
            actions: ["s3:GetObject", "s3:GetObjectVersion"], resources: objects.map(\.arn), principal: principal)
    }

    /// Allows the grantee to read objects and older versions of them.
    ///
    /// The policies of the buckets of other accounts, and of keys that encrypt objects, are their owners' matter.
    public static func grantRead(_ objects: [BucketObjects], to grantee: some Grantee) {
        guard !objects.isEmpty else { return }
        grantee.grant(reading(objects))
    }

    /// The objects that a policy can name as they are: IAM reads `*`, `?` and `$` as patterns and variables, and takes no
    /// character beyond Latin-1 ("Grammar of the IAM JSON policy language").
    package static var valid: ValidValues<BucketObjects> {
        ValidValues("a bucket's name, and a prefix of printable ASCII characters without *, ? and $") { objects in
            isPlain(objects.bucket) && !objects.bucket.isEmpty && !objects.bucket.contains("/")
                && isPlain(objects.prefix)
        }
    }

    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) && ![0x24, 0x2A, 0x3F].contains($0) }
    }

    /// The rules of a property with a list of objects: each is valid, none is given twice, and the policy of a role has space for
    /// all of them.
    static func rules<Root>(
        _ property: String, _ objects: @escaping (Root) -> [BucketObjects]
    ) -> [PropertyRule<Root>] {
        func path(_ objects: BucketObjects) -> String { "\(objects.bucket)/\(objects.prefix)" }
        func repeated(_ root: Root) -> BucketObjects? {
            var seen: Set<BucketObjects> = []
            return objects(root).first { !seen.insert($0).inserted }
        }
        return [
            PropertyRule(
                property, { root in objects(root).first { !valid.contains($0) }.map(path) },
                ValidValues(valid.expectation, contains: { _ in false })),
            PropertyRule(property, { root in repeated(root).map(path) }) { root in
                ValidValues(
                    "each place once; remove the second \(repeated(root).map(path) ?? "")", contains: { _ in false })
            },
            // Such ARNs are 7500 characters in a policy, and the inline policies of a role have 10,240 at most.
            PropertyRule(
                property, { objects($0).count },
                ValidValues("at most 100 places, which a policy has space for", contains: { $0 <= 100 })),
            PropertyRule(
                property, { root in objects(root).map { $0.bucket.utf8.count + $0.prefix.utf8.count }.reduce(0, +) },
                ValidValues(
                    "at most 5000 characters in all places, which a policy has space for", contains: { $0 <= 5000 })),
        ]
    }
}
