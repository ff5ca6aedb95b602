/// A check of checkov that does not fit the product's design, with the reason that every template repeats.
struct CheckovExemption: Sendable {
    /// The check's id.
    let id: String
    /// The types of resources.
    let types: Set<String>
    /// The tiers.
    let tiers: Set<Tier>
    /// The reason.
    let reason: String
    /// Returns `true` for a resource to which the reason applies.
    let applies: @Sendable (CheckSubject) -> Bool

    init(
        _ id: String, _ types: Set<String>, tiers: Set<Tier> = Set(Tier.allCases), _ reason: String,
        applies: @escaping @Sendable (CheckSubject) -> Bool = { _ in true }
    ) {
        self.id = id
        self.types = types
        self.tiers = tiers
        self.reason = reason
        self.applies = applies
    }

    /// The exemptions of the product.
    static let all: [CheckovExemption] = account

    /// The exemptions of the bootstrap stack.
    private static let account: [CheckovExemption] =
        ["CKV_AWS_107", "CKV_AWS_108", "CKV_AWS_109", "CKV_AWS_110", "CKV_AWS_111"].map { id in
            CheckovExemption(
                id, ["AWS::IAM::ManagedPolicy"],
                "a permissions boundary grants nothing; it limits what the policies of roles grant"
            ) { $0.isPermissionsBoundary }
        } + [
            CheckovExemption(
                "CKV_AWS_18", ["AWS::S3::Bucket"],
                "a bucket of access logs would log its own deliveries"
            ) { $0.element.logicalID.hasSuffix("AccessLogs") },
            CheckovExemption(
                "CKV_AWS_18", ["AWS::S3::Bucket"],
                "CloudTrail signs the files of this bucket, and no role of the stacks may write to it"
            ) { $0.element.logicalID == "AuditRecords" },
        ]
}
