import Infra

extension CheckRule {
    /// Rules about container images.
    static let images: [CheckRule] = [
        CheckRule(
            "WEIR-IMG-001", .error, "An image's name stands for one image",
            why: "With a moving tag a restart or a rollback runs another program than the one that was tested.",
            fix: "Name a version's tag in a repository with immutable tags, or a digest: weir@sha256:….",
            types: ["AWS::ECS::TaskDefinition"]
        ) { subject in
            subject["ContainerDefinitions"].elements.map { container -> CheckVerdict in
                let image = container["Image"]
                switch image.value {
                case .pattern(let text):
                    // The end decides: "${Registry}/weir:1.2.0" has its tag in the template, "weir:${Tag}" has not.
                    if text.hasSuffix("}") { return image.unknown("Image ends in a part that CloudFormation inserts") }
                    return fault(ofImage: text).map(image.failure) ?? .pass
                default: return image.judge { $0?.literalText.map(fault) ?? "is not set; expected an image" }
                }
            }
        },
        CheckRule(
            "WEIR-IMG-002", .error, "A repository's tags are immutable",
            why: "A tag that can be pushed again changes what running and earlier releases are.",
            fix: "Set ImageTagMutability to IMMUTABLE.",
            types: ["AWS::ECR::Repository"], checkov: ["CKV_AWS_51"]
        ) { subject in
            [
                subject["ImageTagMutability"].expect("IMMUTABLE") { literal in
                    ["IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"].contains(literal?.literalText)
                }
            ]
        },
        CheckRule(
            "WEIR-IMG-003", .warning, "A repository scans its images",
            why: "Known faults in an image's packages stay unnoticed.",
            fix: "Set ImageScanningConfiguration.ScanOnPush to true.",
            types: ["AWS::ECR::Repository"], checkov: ["CKV_AWS_163"]
        ) { subject in [subject["ImageScanningConfiguration/ScanOnPush"].expect("true") { $0?.literalFlag == true }] },
    ]

    /// The fault of an image's name, in words that follow "Image".
    private static func fault(ofImage text: String) -> String? {
        guard !text.contains("@sha256:") else { return nil }
        let last = text.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let colon = last.firstIndex(of: ":") else {
            return "has no tag, which means \"latest\"; expected a version's tag or a digest"
        }
        let tag = last[last.index(after: colon)...].lowercased()
        let moving = [
            "latest", "main", "master", "develop", "dev", "staging", "production", "stable", "edge", "nightly", "",
        ]
        return moving.contains(tag) ? "has the moving tag \"\(tag)\"; expected a version's tag or a digest" : nil
    }
}
